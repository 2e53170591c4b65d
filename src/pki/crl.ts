/** Revocation lists: base, delta and indirect, read as strictly as certificates. @see RFC 5280 §5 */
import * as asn1js from 'asn1js';
import * as pkijs from 'pkijs';
import {
  type Diagnostic,
  diagnostic,
  failed,
  type Place,
  type Result,
  settle,
  valueAt,
} from '../diagnostics/diagnostic.ts';
import type { Extension } from '../x509/certificate.ts';
import { contentsOf, type DerNode, encodingOf, readDer, tags } from '../x509/der.ts';
import { integerHex, readBitBytes, readInteger, readOid, readSmallInteger, readTime } from '../x509/der-values.ts';
import { readExtension } from '../x509/extensions.ts';
import type { Name } from '../x509/name.ts';
import { signatureNames } from '../x509/oid-names.ts';
import { readName } from '../x509/read-name.ts';
import { decoded } from './ber.ts';

/** One revoked certificate. */
export interface Revoked {
  readonly serialHex: string;
  /** `derHex` of the issuer of that certificate: that of the list, but in an indirect one. */
  readonly issuerDerHex: string;
  readonly at: Date;
  /** Such as `keyCompromise`; `removeFromCRL` in a delta takes an entry of the base back. */
  readonly reason?: string;
}

/** For which certificates a list speaks. @see RFC 5280 §5.2.5 */
export interface CrlScope {
  readonly hosts: boolean;
  readonly authorities: boolean;
  /** Whether it speaks for certain reasons only, and says nothing of the others. */
  readonly someReasons: boolean;
  readonly indirect: boolean;
}

/** A revocation list as read. */
export interface RevocationList {
  readonly der: Uint8Array;
  readonly at: Place;
  readonly issuer: Name;
  readonly thisUpdate: Date;
  /** When the next one is due at the latest. */
  readonly nextUpdate?: Date;
  /** Hexadecimal digits. */
  readonly numberHex?: string;
  /** In a delta the number of the base that it goes on from. */
  readonly baseNumberHex?: string;
  readonly scope: CrlScope;
  readonly revoked: readonly Revoked[];
  readonly signatureAlgorithm: string;
  /** The issuer's key identifier, where the list names it. */
  readonly authorityKeyId?: Uint8Array;
}

/** The greatest size of a list: about a hundred thousand entries. */
export const maxCrlBytes: number = 4 * 1024 * 1024;
const limits = { bytes: maxCrlBytes, nodes: 1_000_000 };

const reasons: readonly (string | undefined)[] = [
  'unspecified',
  'keyCompromise',
  'cACompromise',
  'affiliationChanged',
  'superseded',
  'cessationOfOperation',
  'certificateHold',
  undefined,
  'removeFromCRL',
  'privilegeWithdrawn',
  'aACompromise',
];

/** The number of a reason in a list; `undefined` where there is none of that name. */
export function reasonNumber(reason: string): number | undefined {
  const number = reasons.indexOf(reason);
  return number === -1 ? undefined : number;
}

const oids = {
  number: '2.5.29.20',
  reason: '2.5.29.21',
  invalidity: '2.5.29.24',
  delta: '2.5.29.27',
  point: '2.5.29.28',
  certificateIssuer: '2.5.29.29',
  keyId: '2.5.29.35',
} as const;
const knownEntryExtensions: readonly string[] = [oids.reason, oids.invalidity, oids.certificateIssuer];

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
  const read = readDer(der, limits);
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
  const extensions = extensionsIn(holder?.children[0]);
  if (extensions === undefined || (holder !== undefined && (version !== 1 || holder.children.length !== 1)))
    return malformed('the extensions of a revocation list must be a list, each once, in version 2');
  const findings: Diagnostic[] = [];
  const said = sayings(extensions, at, findings);
  if (said === undefined) return malformed('the extensions of a revocation list must be readable');
  const revoked = entriesIn(entries, issuer.derHex, at, findings);
  if (revoked === undefined)
    return malformed('an entry must hold a serial number, a time, and extensions in version 2');
  const value: RevocationList = {
    der,
    at,
    issuer,
    thisUpdate,
    ...(nextUpdate && { nextUpdate }),
    ...said,
    revoked,
    signatureAlgorithm: signatureNames.get(algorithm) ?? algorithm,
  };
  return settle(() => value, findings);
}

function isTime(node: DerNode | undefined): boolean {
  return node?.tag === tags.utcTime || node?.tag === tags.generalizedTime;
}

function hexOf(node: DerNode | undefined): string {
  return node === undefined ? '' : encodingOf(node).join();
}

function extensionsIn(list: DerNode | undefined): readonly Extension[] | undefined {
  if (list === undefined) return [];
  const read = list.children.map(readExtension).filter((one) => one !== undefined);
  const once = new Set(read.map(({ oid }) => oid)).size === read.length;
  return list.tag === tags.sequence && once && read.length === list.children.length && read.length > 0
    ? read
    : undefined;
}

type Sayings = Pick<RevocationList, 'numberHex' | 'baseNumberHex' | 'authorityKeyId' | 'scope'>;

function sayings(extensions: readonly Extension[], at: Place, findings: Diagnostic[]): Sayings | undefined {
  let said: Sayings = { scope: { hosts: true, authorities: true, someReasons: false, indirect: false } };
  for (const { oid, critical, value } of extensions) {
    const read = readDer(value);
    if (read.kind === 'fault') return undefined;
    if (oid === oids.number || oid === oids.delta) {
      const number = readInteger(read.node);
      if (number === undefined) return undefined;
      said = { ...said, [oid === oids.number ? 'numberHex' : 'baseNumberHex']: integerHex(number) };
    } else if (oid === oids.keyId) {
      const [id] = read.node.children;
      if (id?.tag === 0x80) said = { ...said, authorityKeyId: contentsOf(id) };
    } else if (oid === oids.point) {
      const scope = scopeIn(value);
      if (scope === undefined) return undefined;
      said = { ...said, scope };
    } else if (critical) {
      findings.push(unusable(oid, at));
    }
  }
  return said;
}

function unusable(oid: string, at: Place): Diagnostic {
  return diagnostic(
    'pki/crl-unusable',
    at,
    `the revocation list has a critical extension that is not understood: ${oid}`,
    {
      hint: 'NSS does not use such a list either',
    },
  );
}

/** The scope of an issuing distribution point, as pkijs decodes it. */
function scopeIn(value: Uint8Array): CrlScope | undefined {
  const point = decoded(
    () =>
      new pkijs.IssuingDistributionPoint({ schema: asn1js.fromBER(new Uint8Array(value)).result as asn1js.Sequence }),
  );
  if (point === undefined) return undefined;
  return {
    hosts: !point.onlyContainsCACerts && !point.onlyContainsAttributeCerts,
    authorities: !point.onlyContainsUserCerts && !point.onlyContainsAttributeCerts,
    someReasons: point.onlySomeReasons !== undefined && point.onlySomeReasons !== 0,
    indirect: point.indirectCRL,
  };
}

function entriesIn(
  list: DerNode | undefined,
  issuer: string,
  at: Place,
  findings: Diagnostic[],
): readonly Revoked[] | undefined {
  const revoked: Revoked[] = [];
  // In an indirect list an issuer stands until the next one is named. @see RFC 5280 §5.3.3
  let issuerDerHex = issuer;
  for (const { tag, children } of list?.children ?? []) {
    const serial = readInteger(children[0]);
    const time = readTime(children[1]);
    const extensions = extensionsIn(children[2]);
    if (
      tag !== tags.sequence ||
      children.length > 3 ||
      serial === undefined ||
      time === undefined ||
      extensions === undefined
    )
      return undefined;
    let reason: string | undefined;
    for (const { oid, critical, value } of extensions) {
      if (oid === oids.reason) reason = reasonIn(value);
      else if (oid === oids.certificateIssuer) {
        const named = directoryNameIn(value);
        if (named === undefined) return undefined;
        issuerDerHex = named;
      } else if (critical && !knownEntryExtensions.includes(oid)) findings.push(unusable(oid, at));
      if (oid === oids.reason && reason === undefined) return undefined;
    }
    revoked.push({ serialHex: integerHex(serial), issuerDerHex, at: time, ...(reason !== undefined && { reason }) });
  }
  return revoked;
}

function reasonIn(value: Uint8Array): string | undefined {
  return value.length === 3 && value[0] === 0x0a && value[1] === 1 ? reasons[value[2] as number] : undefined;
}

function directoryNameIn(value: Uint8Array): string | undefined {
  const read = readDer(value);
  const names = read.kind === 'value' ? read.node.children : [];
  return readName(names.find(({ tag }) => tag === 0xa4)?.children[0])?.derHex;
}
