/**
 * JUnit's XML: a test case a code that was found, one failure a finding; a suite without findings has one case that passes.
 *
 * @see the schema of Jenkins' xUnit plugin, junit-10.xsd: suites, suite, case, failure
 */
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { placeText } from '../../diagnostics/format.ts';
import { oneLine } from '../../diagnostics/one-line.ts';
import { titles } from '../../diagnostics/titles.ts';
import type { Report, ReportFormat } from '../report.ts';

export const junit: ReportFormat = { kind: 'text', name: 'junit', description: 'JUnit XML, a test case a code', text };

function text({ findings, command }: Report): string {
  const byCode = new Map<string, Diagnostic[]>();
  for (const finding of findings) {
    const own = byCode.get(finding.code);
    if (own === undefined) byCode.set(finding.code, [finding]);
    else own.push(finding);
  }
  const cases = [...byCode.values()].map((own) => testCase(command, own));
  const failed = [...byCode.values()].filter(hasFailed).length;
  if (cases.length === 0) cases.push(`  <testcase classname="swanmesh.${xml(command)}" name="no finding" time="0"/>\n`);
  const counts = `tests="${cases.length}" failures="${failed}" errors="0"`;
  return `<?xml version="1.0" encoding="UTF-8"?>
<testsuites ${counts}>
 <testsuite name="swanmesh ${xml(command)}" ${counts} skipped="0" time="0">
${cases.join('')} </testsuite>
</testsuites>
`;
}

const hasFailed = (findings: readonly Diagnostic[]): boolean => findings.some(({ severity }) => severity === 'error');

/** Warnings and notes fail nothing: they are what the case printed. */
function testCase(command: string, findings: readonly Diagnostic[]): string {
  const [{ code }] = findings as readonly [Diagnostic];
  const rows = findings.map((finding) => xml(sentence(finding))).join('\n');
  const body = hasFailed(findings)
    ? `<failure type="${xml(code)}" message="${xml(titles[code])}">${rows}</failure>`
    : `<system-out>${rows}</system-out>`;
  return `  <testcase classname="swanmesh.${xml(command)}" name="${xml(code)}" time="0">${body}</testcase>\n`;
}

function sentence({ at, severity, message, hint }: Diagnostic): string {
  return `${placeText(at)}: ${severity}: ${message}${hint === undefined ? '' : ` (${hint})`}`;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** XML 1.0 has no way to write most control characters; they are escaped as everywhere. */
function xml(value: string): string {
  return oneLine(value)
    .replace(/[\ufffe\uffff]/g, '\ufffd')
    .replace(/[&<>"']/g, (character) => entities[character] ?? '');
}
