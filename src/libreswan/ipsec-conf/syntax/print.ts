/** The canonical layout of ipsec.conf: headers in column 0, one tab of indent, one setting a line, LF. */

import { append } from '../../../bytes/append.ts';
import { shown } from '../../../bytes/shown.ts';
import {
  type Diagnostic,
  diagnostic,
  hasError,
  ok,
  type Place,
  type Result,
  valueAt,
} from '../../../diagnostics/diagnostic.ts';
import { readConnName } from '../../conn-name.ts';
import { type SpelledSetting, spellSetting } from '../../keyword/spell-setting.ts';
import type { ReleaseRange } from '../../release.ts';
import type { ConfDocument, ConnSection, Setting, SetupSection } from './document.ts';

/**
 * One conn as text: its header, then each setting on a line of its own, and a final line break. The text means the same on
 * every release of the range, or there is none.
 *
 * Fails with `libreswan/conn-name` and the codes of `spellSetting`.
 *
 * @example
 * printConn({ kind: 'conn', name: 'a', settings: [{ keyword: 'rightid', value: 'O=x, CN=b' }] }, ['4.10'], at)
 * // ok: 'conn a\n\trightid="O=x, CN=b"\n'
 */
export function printConn(section: ConnSection, releases: ReleaseRange, at: Place = valueAt()): Result<string> {
  const findings: Diagnostic[] = [];
  if (section.name !== '%default') append(findings, readConnName(section.name, at).findings);
  const body = printSettings('conn', section.settings, releases, at, findings);
  return hasError(findings) ? { kind: 'failed', findings } : ok(`conn ${section.name}\n${body}`, findings);
}

function printSettings(
  section: 'setup' | 'conn',
  settings: readonly Setting[],
  releases: ReleaseRange,
  at: Place,
  findings: Diagnostic[],
): string {
  let text = '';
  for (const setting of settings) {
    const spelled = spellSetting(section, setting, releases, at);
    append(findings, spelled.findings);
    if (spelled.kind === 'ok') text += printSetting(spelled.value);
  }
  return text;
}

/** The line of a setting that is spelled already. */
export function printSetting({ keyword, value, quotes }: SpelledSetting): string {
  return quotes === 'double' ? `\t${keyword}="${value}"\n` : `\t${keyword}=${value}\n`;
}

/**
 * A whole ipsec.conf as text, its parts separated by blank lines.
 *
 * Fails with the codes of {@link printConn}.
 */
export function printConf(document: ConfDocument, releases: ReleaseRange, at: Place = valueAt()): Result<string> {
  const findings: Diagnostic[] = [];
  const blocks: string[] = [];
  for (const item of document) {
    switch (item.kind) {
      case 'conn': {
        const conn = printConn(item, releases, at);
        append(findings, conn.findings);
        if (conn.kind === 'ok') blocks.push(conn.value);
        break;
      }
      case 'setup':
        blocks.push(printSetup(item, releases, at, findings));
        break;
      case 'include':
        blocks.push(printInclude(item.pattern, at, findings));
        break;
      case 'comment':
        blocks.push(printComment(item.text, at, findings));
        break;
    }
  }
  return hasError(findings) ? { kind: 'failed', findings } : ok(blocks.join('\n'), findings);
}

function printSetup(section: SetupSection, releases: ReleaseRange, at: Place, findings: Diagnostic[]): string {
  return `config setup\n${printSettings('setup', section.settings, releases, at, findings)}`;
}

/** A file name or pattern of one unquoted word, which is all that every release reads alike. */
function printInclude(pattern: string, at: Place, findings: Diagnostic[]): string {
  if (!/^[^\s"{}=#\p{Cc}][^\s"{}=\p{Cc}]*$/u.test(pattern)) {
    findings.push(
      diagnostic(
        'libreswan/inexpressible-value',
        at,
        `the pattern of an include must be one word without quotes, braces and "=", not ${shown(pattern)}`,
      ),
    );
  }
  return `include ${pattern}\n`;
}

function printComment(text: string, at: Place, findings: Diagnostic[]): string {
  if (/[\p{Cc}\u2028\u2029]/u.test(text.replaceAll('\t', ' '))) {
    findings.push(
      diagnostic('libreswan/inexpressible-value', at, `a comment must be one line without control characters`),
    );
  }
  return text === '' ? '#\n' : `# ${text}\n`;
}
