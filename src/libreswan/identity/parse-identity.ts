/**
 * The value of `leftid=` and `rightid=` as a release of libreswan reads it.
 *
 * @see libreswan `lib/libswan/id.c` (atoid, ttoid) and, for the rewriting of `,,`, `lib/libipsecconf/confread.c`
 */
import { fromHex, toHex } from '../../bytes/hex.ts';
import { fromLatin1 } from '../../bytes/latin1.ts';
import { fromLossless } from '../../bytes/lossless-utf8.ts';
import { shown } from '../../bytes/shown.ts';
import {
  type Diagnostic,
  diagnostic,
  failed,
  ok,
  type Place,
  type Result,
  valueAt,
} from '../../diagnostics/diagnostic.ts';
import type { Address } from '../../net/address.ts';
import { addressOf, readPlutoAddress } from '../address/pluto-address.ts';
import { atLeast, type Release } from '../release.ts';
import { type DnAttribute, readDn } from './dn-der.ts';
import { parseDn } from './parse-dn.ts';

/** What an ID text stands for. */
export type Identity =
  /** `%fromcert`: whatever the certificate says. */
  | { readonly kind: 'from-certificate' }
  /** `%any`, `%none`, `0.0.0.0`: as if nothing were written, which is the address of that end. */
  | { readonly kind: 'unset' }
  /** `%null`: the ID of an unauthenticated end. */
  | { readonly kind: 'null' }
  | { readonly kind: 'address'; readonly address: Address }
  /** A bare name, which is looked up when the conn is loaded and becomes an address. */
  | { readonly kind: 'host-name'; readonly name: string }
  | {
      readonly kind: 'dn';
      /** The DER that pluto makes of the text, in lower-case hexadecimal digits. */
      readonly derHex: string;
      /** Its attributes, or `undefined` where the bytes are no name. */
      readonly attributes: readonly DnAttribute[] | undefined;
    }
  | { readonly kind: 'fqdn'; readonly name: string }
  | { readonly kind: 'user-fqdn'; readonly name: string }
  | { readonly kind: 'key-id'; readonly hex: string };

/**
 * What a release makes of the value of `leftid=` or `rightid=`, without its quotes.
 *
 * Fails with `libreswan/bad-identity` where the release cannot read it. Up to 4.15 pluto then says next to nothing and
 * takes the host's address for the ID; from 5.0 it refuses the conn.
 *
 * @example parseIdentity('O=Acme\\, Inc., CN=a', '4.10', at) // ok: { kind: 'dn', derHex: '3021…', attributes: […] }
 */
export function parseIdentity(text: string, release: Release, at: Place = valueAt()): Result<Identity> {
  if (text.includes('=')) return dnIdentity(rewritten(text, release), release, at);
  if (text === '%fromcert') return ok({ kind: 'from-certificate' });
  if (text === '%null') return ok({ kind: 'null' });
  if (text === '%none' || text === '%any' || text === '0.0.0.0') return ok({ kind: 'unset' });
  if (!text.includes('@')) return addressIdentity(text, release, at);
  if (text.startsWith('@#')) return keyId(text.slice(2), release, at);
  if (text.startsWith('@~')) return binaryDn(text.slice(2), release, at);
  if (text.startsWith('@[')) return ok({ kind: 'key-id', hex: toHex(fromLossless(text.slice(2).replace(/\]$/, ''))) });
  if (text.startsWith('@')) return ok({ kind: 'fqdn', name: text.slice(1) });
  return ok({ kind: 'user-fqdn', name: text });
}

/** From 3.32 every comma before another becomes a backslash, so that the doubled comma of old is an escaped one. */
function rewritten(text: string, release: Release): string {
  return atLeast(release, '3.32') && !text.startsWith('@') ? text.replace(/,(?=,)/g, '\\') : text;
}

function dnIdentity(text: string, release: Release, at: Place): Result<Identity> {
  const read = parseDn(text.startsWith('@') ? text.slice(1) : text, release);
  if (read.kind === 'bad') return failed(badIdentity(text, read.why, release, at));
  return ok(dnOf(read.der));
}

function binaryDn(digits: string, release: Release, at: Place): Result<Identity> {
  const hex = atLeast(release, '4.0') && !atLeast(release, '4.8') ? digits.slice(2) : digits;
  const bytes = hex === '' ? undefined : fromHex(hex);
  if (bytes === undefined)
    return failed(badIdentity(`@~${digits}`, 'what follows @~ must be hexadecimal', release, at));
  return ok(dnOf(fromLatin1(bytes)));
}

function dnOf(der: string): Identity {
  const derHex = [...der].map((character) => character.charCodeAt(0).toString(16).padStart(2, '0')).join('');
  return { kind: 'dn', derHex, attributes: readDn(der) };
}

function keyId(digits: string, release: Release, at: Place): Result<Identity> {
  const bytes = fromHex(digits);
  if (bytes === undefined)
    return failed(badIdentity(`@#${digits}`, 'what follows @# must be hexadecimal', release, at));
  return ok({ kind: 'key-id', hex: toHex(bytes) });
}

function addressIdentity(text: string, release: Release, at: Place): Result<Identity> {
  const number = readPlutoAddress(text, text.includes(':') ? 'ipv6' : 'ipv4');
  // Up to 4.9 the hexadecimal form of an address is a name.
  const isName = /^0x/i.test(text) && !atLeast(release, '4.10');
  const address = number === undefined || isName ? undefined : addressOf(number);
  if (address !== undefined) return ok({ kind: 'address', address });
  if (text === '' || text.startsWith('%') || text.includes(':') || /[\s,]/.test(text)) {
    return failed(badIdentity(text, 'it is neither an address nor a name that can be looked up', release, at));
  }
  return ok({ kind: 'host-name', name: text });
}

function badIdentity(text: string, why: string, release: Release, at: Place): Diagnostic {
  const outcome = atLeast(release, '5.0') ? 'refuses the conn' : "silently takes the host's address for the ID";
  return diagnostic(
    'libreswan/bad-identity',
    at,
    `an ID must be one that libreswan ${release} can read, not ${shown(text)}: ${why}, and pluto ${outcome}`,
    { hint: 'write the complete subject of the certificate as swanmesh cert shows it' },
  );
}
