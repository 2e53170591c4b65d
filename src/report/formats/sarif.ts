/**
 * SARIF, which code scanning of GitHub, GitLab, Azure and editors read.
 *
 * @see OASIS, Static Analysis Results Interchange Format (SARIF) version 2.1.0
 */
import type { Diagnostic, Place } from '../../diagnostics/diagnostic.ts';
import { placeText } from '../../diagnostics/format.ts';
import { titles } from '../../diagnostics/titles.ts';
import { fingerprints } from '../fingerprint.ts';
import type { ReportFormat } from '../report.ts';

const levels = { error: 'error', warning: 'warning', info: 'note' } as const;

export const sarif: ReportFormat = {
  kind: 'json',
  name: 'sarif',
  description: 'SARIF 2.1.0, for code scanning and editors',
  document: ({ findings, command, swanmesh }) => {
    const codes = [...new Set(findings.map(({ code }) => code))].sort();
    const numbers = fingerprints(findings);
    const rule = new Map(codes.map((code, i) => [code, i]));
    return {
      $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
      version: '2.1.0',
      runs: [
        {
          tool: {
            driver: {
              name: 'swanmesh',
              semanticVersion: swanmesh,
              rules: codes.map((code) => ({
                id: code,
                shortDescription: { text: titles[code] },
                help: { text: `swanmesh explain-code ${code}` },
                defaultConfiguration: { level: levels[severityOf(code, findings)] },
              })),
            },
          },
          automationDetails: { id: `swanmesh/${command}/` },
          // Columns count UTF-16 code units, as everywhere here.
          columnKind: 'utf16CodeUnits',
          results: findings.map((finding, i) => result(finding, rule.get(finding.code) ?? 0, numbers[i] ?? '')),
        },
      ],
    };
  },
};

function severityOf(code: string, findings: readonly Diagnostic[]): Diagnostic['severity'] {
  return findings.find((finding) => finding.code === code)?.severity ?? 'error';
}

function result(finding: Diagnostic, ruleIndex: number, fingerprint: string): object {
  const { code, severity, message, hint, at, related = [] } = finding;
  return {
    ruleId: code,
    ruleIndex,
    level: levels[severity],
    message: { text: hint === undefined ? `${message}.` : `${message}. ${hint}.` },
    locations: [location(at)],
    ...(related.length === 0
      ? {}
      : {
          relatedLocations: related.map((other, id) => ({
            id,
            ...location(other.at),
            message: { text: other.message },
          })),
        }),
    ...fixesOf(finding),
    partialFingerprints: { 'swanmesh/v1': fingerprint },
  };
}

/** The change that a finding carries, where it is one of a text. */
function fixesOf({ fix, hint, code }: Diagnostic): object {
  if (fix === undefined || fix.at.kind !== 'text') return {};
  const { file, line, column, endLine, endColumn } = fix.at;
  const deletedRegion = { startLine: line, startColumn: column, endLine, endColumn };
  const change = {
    artifactLocation: { uri: uriOf(file) },
    replacements: [{ deletedRegion, insertedContent: { text: fix.text } }],
  };
  return { fixes: [{ description: { text: hint ?? titles[code] }, artifactChanges: [change] }] };
}

/** A file and a line; a place that is in no file, such as in an object that a program handed in, is told by its path. */
function location(at: Place): object {
  if (at.kind === 'value') return { logicalLocations: [{ fullyQualifiedName: placeText(at), kind: 'member' }] };
  return {
    physicalLocation: {
      artifactLocation: { uri: uriOf(at.file) },
      region: { startLine: at.line, startColumn: at.column },
    },
  };
}

/** A path as a relative or `file:` reference. */
function uriOf(path: string): string {
  // A lone surrogate stands for a byte that is no UTF-8.
  const encoded = path.split('/').map((part) => encodeURIComponent(part.replace(/\p{Cs}/gu, '\ufffd')));
  return path.startsWith('/') ? `file://${encoded.join('/')}` : encoded.join('/').replace(/^\.\//, '');
}
