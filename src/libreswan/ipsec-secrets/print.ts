import { append } from '../../bytes/append.ts';
import { toHex } from '../../bytes/hex.ts';
import { toUtf8 } from '../../bytes/utf8.ts';
import { type Diagnostic, diagnostic, type Place, type Result, settle, valueAt } from '../../diagnostics/diagnostic.ts';
import type { Address } from '../../net/address.ts';
import { atLeast, oldest, type ReleaseRange } from '../release.ts';
import type { PlannedSecret, PreSharedKey } from './planned-secret.ts';

/** The lexer's line buffer holds 2047 bytes; the rest of a longer line would become a record of its own. */
const longestLine = 2000;

/** Half the key size of HMAC-SHA2-512, the longest PRF in use: a shorter key is refused in FIPS mode. */
export const strongBytes = 32;

/**
 * The text of a secrets file for every release of a range, one record a line; empty where these releases need no line.
 *
 * An RSA record is written only where 3.15 is in the range: later releases find the key through its certificate, and
 * say one warning for the line. A pre-shared key is written as unquoted `0x…`, the one spelling with no quoting at all.
 *
 * Fails with `libreswan/inexpressible-secret`; warns with `libreswan/weak-psk`.
 *
 * @example printSecrets([{ kind: 'rsa', nickname: 'master-1' }], releaseRange('3.15'), at) // ok: ': RSA "master-1"\n'
 * @example printSecrets([{ kind: 'rsa', nickname: 'master-1' }], releaseRange('4.10'), at) // ok: ''
 * @see ipsec.secrets(5); libreswan `lib/libswan/secrets.c`
 */
export function printSecrets(
  records: readonly PlannedSecret[],
  releases: ReleaseRange,
  at: Place = valueAt(),
): Result<string> {
  const findings: Diagnostic[] = [];
  const lines = records.flatMap((record) => {
    append(findings, record.kind === 'rsa' ? judgeNickname(record.nickname, at) : judgeKey(record, at));
    if (record.kind === 'psk')
      return [`${record.indices.map(indexText).join(' ')} : PSK 0x${toHex(record.secret.reveal())}\n`];
    return needsRsaRecord(releases) ? [`: RSA "${record.nickname}"\n`] : [];
  });
  for (const line of lines) {
    // A UTF-16 unit is at most three bytes of UTF-8.
    if (3 * line.length > longestLine && toUtf8(line).length > longestLine) {
      findings.push(inexpressible(at, `a record of a secrets file must be shorter than ${longestLine} bytes`));
    }
  }
  return settle(() => lines.join(''), findings);
}

/** Whether some release of a range finds its RSA key by a record of the secrets file alone. */
export function needsRsaRecord(releases: ReleaseRange): boolean {
  return !atLeast(oldest(releases), '3.16');
}

/** An address as index: one that ends in `::` is written out, because the lexer takes a final `:` for the separator. */
function indexText(address: Address): string {
  if (!address.endsWith('::')) return address;
  const groups = address
    .slice(0, -2)
    .split(':')
    .filter((group) => group !== '');
  return [...groups, ...Array.from({ length: 8 - groups.length }, () => '0')].join(':');
}

function judgeNickname(nickname: string, at: Place): readonly Diagnostic[] {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused here
  if (nickname !== '' && !/["\u0000-\u001f\u007f]/.test(nickname)) return [];
  return [
    inexpressible(
      at,
      `a nickname in a secrets file must be without double quotes and control characters, not ${JSON.stringify(nickname.slice(0, 80))}`,
    ),
  ];
}

function judgeKey({ indices, secret }: PreSharedKey, at: Place): readonly Diagnostic[] {
  const { length } = secret.reveal();
  if (indices.length === 0)
    return [inexpressible(at, 'a pre-shared key must name the hosts that use it; without one it is for anybody')];
  if (length === 0) return [inexpressible(at, 'a pre-shared key must have at least one byte')];
  if (length >= strongBytes) return [];
  return [
    diagnostic(
      'libreswan/weak-psk',
      at,
      `a pre-shared key should have at least ${strongBytes} bytes, this one has ${length}`,
      {
        hint: 'make one with "swanmesh psk-master", or "openssl rand -hex 32"',
      },
    ),
  ];
}

function inexpressible(at: Place, message: string): Diagnostic {
  return diagnostic('libreswan/inexpressible-secret', at, message);
}
