import { textAt } from '../../diagnostics/diagnostic.ts';
import { readAddress } from '../../net/address.ts';
import { parseIdentity } from '../identity/parse-identity.ts';
import { atLeast, type Release } from '../release.ts';
import type { Selector } from './document.ts';

/** What pluto takes a selector for. */
export type SelectorKind = 'anybody' | 'address' | 'odd-address' | 'name' | 'id' | 'host-name' | 'none';

/**
 * What a release takes a selector for: anybody (`%any`), an address, a distinguished name, another ID (`@…`, `user@host`),
 * an address in a form that people misread (`010.0.0.1` is 8.0.0.1, `10.1` is 10.0.0.1), a host name that it looks up when it
 * loads the file, or nothing that it can read.
 *
 * A distinguished name counts as one by its `=`.
 *
 * @example selectorKind({ text: '2001:db8:', quoted: false, at }, '4.10') // 'none': the last colon went to the separator
 * @see libreswan `lib/libswan/id.c` (atoid)
 */
export function selectorKind({ text, quoted }: Selector, release: Release): SelectorKind {
  if (quoted && !atLeast(release, '4.10')) return 'none';
  if (text === '%any' || text === '%any6' || text === '0.0.0.0' || text === '::') return 'anybody';
  if (/[=@]/.test(text)) {
    const identity = parseIdentity(text, release, textAt('', 1, 1));
    return identity.kind === 'failed' ? 'none' : text.includes('=') ? 'name' : 'id';
  }
  if (readAddress(text) !== undefined) return 'address';
  if (text.includes(':')) return text.includes('.') ? 'odd-address' : 'none';
  if (/^\d+(\.\d+){3}$/.test(text) && text.split('.').some((part) => Number(part) > 255)) return 'none';
  if (/^(0x[0-9a-f]+|\d+)(\.(0x[0-9a-f]+|\d+)){0,3}$/i.test(text)) return 'odd-address';
  return /^[A-Za-z0-9_]([A-Za-z0-9._-]*[A-Za-z0-9_])?$/.test(text) && !/^[0-9.]+$/.test(text) ? 'host-name' : 'none';
}
