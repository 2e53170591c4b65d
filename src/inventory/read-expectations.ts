import { type Diagnostic, diagnostic, valueAt } from '../diagnostics/diagnostic.ts';
import type { Expectation } from './inventory.ts';
import type { WrittenExpectation } from './written.ts';

const protocols = { icmp: 1, tcp: 6, udp: 17 } as const;

/** The expectations with numbers in the place of words. One that says neither what packets are nor an MTU expects nothing. */
export function readExpectations(
  written: readonly WrittenExpectation[],
  findings: Diagnostic[],
): readonly Expectation[] {
  return written.map(({ from, to, is, protocol, port, overlayMtu }, i): Expectation => {
    if (is === undefined && overlayMtu === undefined)
      findings.push(
        diagnostic('inventory/value', valueAt('expect', i), 'an expectation must have is: or overlayMtu:', {
          hint: 'write is: encrypted, or overlayMtu: ">= 1388"',
        }),
      );
    const number = protocol === undefined ? (port === undefined ? undefined : protocols.tcp) : protocols[protocol];
    const [, sign = '', bytes = ''] = /^(>=|<=|=)? ?(\d+)$/.exec(overlayMtu ?? '') ?? [];
    const compare = sign === '<=' ? 'at-most' : sign === '=' ? 'exactly' : 'at-least';
    return {
      from,
      to,
      ...(is === undefined ? {} : { is }),
      ...(number === undefined ? {} : { protocol: number }),
      ...(port === undefined ? {} : { port }),
      ...(bytes === '' ? {} : { overlayMtu: { compare, bytes: Number(bytes) } }),
    };
  });
}
