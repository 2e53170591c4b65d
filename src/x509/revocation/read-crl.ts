/** Revocation lists: base, delta and indirect, read as strictly as certificates. @see RFC 5280 §5 */
import { sha256 } from '@noble/hashes/sha2.js';
import { toHex } from '../../bytes/hex.ts';
import {
  type Diagnostic,
  diagnostic,
  failed,
  type Place,
  type Result,
  settle,
  valueAt,
} from '../../diagnostics/diagnostic.ts';
import { type DerNode, encodingOf, readDer, tags } from '../der.ts';
import { readBitBytes, readOid, readSmallInteger, readTime } from '../der-values.ts';
import { extensionName } from '../extensions.ts';
import { signatureNames } from '../oid-names.ts';
import { readName } from '../read-name.ts';
import { readCrlEntries } from './crl-entries.ts';
import { readCrlExtensions, readListSayings } from './crl-extensions.ts';
import { crlLimits, maxCrlBytes, type RevocationList } from './revocation-list.ts';

/**
 * Reads one revocation list from its DER.
 *
 * Fails with `pki/crl-malformed`, `pki/crl-unusable` (a critical extension that is not understood makes all of it unusable),
 * `x509/too-large`.
 *
 * @example readCrl(der) // ok: { issuer: …, nextUpdate: …, revoked: [], … }
 * @see RFC 5280 §5.1 to §5.3
 */
export function readCrl(input: Uint8Array, at: Place = valueAt()): Result<RevocationList> {
  if (input.length > maxCrlBytes)
    return failed(diagnostic('x509/too-large', at, `a revocation list must not be larger than ${maxCrlBytes} bytes`));
  const der = new Uint8Array(input);
  const malformed = (what: string): Result<RevocationList> => failed(diagnostic('pki/crl-malformed', at, what));
  const read = readDer(der, crlLimits);
  if (read.kind === 'fault') return malformed(`a revocation list must be DER: ${read.problem}`);
  const [list, outer, signature] = read.node.children;
  if (
    read.node.tag !== tags.sequence ||
    read.node.children.length !== 3 ||
    list?.tag !== tags.sequence ||
    outer === undefined
  )
    return malformed('a revocation list must be a sequence of the signed part, an algorithm and a signature');
  const parts = list.children;
  const first = parts[0]?.tag === tags.integer ? 1 : 0;
  const version = first === 1 ? readSmallInteger(parts[0]) : 0;
  const algorithm = readOid(parts[first]?.children[0]);
  const issuer = readName(parts[first + 1]);
  const thisUpdate = readTime(parts[first + 2]);
  const rest = parts.slice(first + 3);
  const nextUpdate = isTime(rest[0]) ? readTime(rest.shift()) : undefined;
  const entries = rest[0]?.tag === tags.sequence ? rest.shift() : undefined;
  const holder = rest[0]?.tag === 0xa0 ? rest.shift() : undefined;
  if (
    version === undefined ||
    version > 1 ||
    algorithm === undefined ||
    parts[first]?.tag !== tags.sequence ||
    issuer === undefined ||
    thisUpdate === undefined ||
    rest.length > 0
  )
    return malformed('a revocation list must hold an algorithm, an issuer, its time, entries and extensions');
  if (hexOf(parts[first]) !== hexOf(outer) || readBitBytes(signature) === undefined)
    return malformed('both mentions of the signature algorithm must be the same, and a signature must be there');
  const extensions = readCrlExtensions(holder?.children[0]);
  if (extensions === undefined || (holder !== undefined && (version !== 1 || holder.children.length !== 1)))
    return malformed('the extensions of a revocation list must be a list, each once, in version 2');
  const findings: Diagnostic[] = [];
  const said = readListSayings(extensions, at, findings);
  if (said === undefined) return malformed('the extensions of a revocation list must be readable');
  const inside = readCrlEntries(entries, issuer.derHex, at, findings);
  if (inside === undefined) return malformed('an entry must hold a serial number, a time, and extensions in version 2');
  const critical = new Set([...extensions.filter((one) => one.critical).map(({ oid }) => oid), ...inside.critical]);
  const value: RevocationList = {
    der,
    at,
    issuer,
    thisUpdate,
    ...(nextUpdate && { nextUpdate }),
    ...said,
    revoked: inside.revoked,
    signatureAlgorithm: signatureNames.get(algorithm) ?? algorithm,
    critical: [...critical].map(extensionName),
    fingerprintSha256: toHex(sha256(der)),
  };
  return settle(() => value, findings);
}

function isTime(node: DerNode | undefined): boolean {
  return node?.tag === tags.utcTime || node?.tag === tags.generalizedTime;
}

function hexOf(node: DerNode | undefined): string {
  return node === undefined ? '' : toHex(encodingOf(node));
}
