import { type Diagnostic, diagnostic } from '../../../diagnostics/diagnostic.ts';
import type { ConnCheck } from '../check.ts';
import { removeLine, writeLine } from '../write-line.ts';

/**
 * `verify/plaintext-possible`: no packet between the two hosts leaves in clear. A conn that passes through, or a shunt that
 * does, is an error; a conn that is not routed until it is up (`auto=start`, `add`, `keep`) a warning, unless it is planned.
 */
export const checkPlaintext: ConnCheck = (conn, { planned }) => {
  const findings: Diagnostic[] = [];
  if (conn.meaning('type') === 'passthrough') {
    findings.push(
      diagnostic(
        'verify/plaintext-possible',
        conn.placeOf('type'),
        'type=passthrough sends in clear, but the conn must encrypt',
        { ...writeLine(conn, 'type', 'tunnel'), hint: 'remove the line, or write type=tunnel' },
      ),
    );
  }
  for (const [name, when] of [
    ['failureshunt', 'after a negotiation that failed'],
    ['negotiationshunt', 'while the ends negotiate'],
  ] as const) {
    if (conn.meaning(name) !== 'passthrough') continue;
    findings.push(
      diagnostic('verify/plaintext-possible', conn.placeOf(name), `packets must not leave in clear ${when}`, {
        ...writeLine(conn, name, 'drop'),
        hint: `write ${name}=drop, or remove the line`,
      }),
    );
  }
  const auto = conn.meaning('auto');
  if (auto === 'ondemand' && conn.meaning('narrowing') === 'yes')
    findings.push(
      diagnostic(
        'verify/plaintext-possible',
        conn.placeOf('narrowing'),
        'the conn must be routed, and with narrowing=yes pluto refuses to: packets leave in clear until the other end asks',
        removeLine(conn.placeOf('narrowing')),
      ),
    );
  if ((auto === 'start' || auto === 'add' || auto === 'keep') && planned(conn, 'auto') !== auto) {
    findings.push(
      diagnostic(
        'verify/plaintext-possible',
        conn.placeOf('auto'),
        `packets must not leave in clear while no SA is up, and auto=${conn.written('auto')?.value ?? auto} routes nothing until then`,
        { severity: 'warning', ...writeLine(conn, 'auto', 'ondemand') },
      ),
    );
  }
  return findings;
};
