/** The entries of a revocation list. @see RFC 5280 §5.1.2.6, §5.3 */
import type { Diagnostic, Place } from '../../diagnostics/diagnostic.ts';
import { type DerNode, readDer, tags } from '../der.ts';
import { integerHex, readInteger, readTime } from '../der-values.ts';
import { readName } from '../read-name.ts';
import { readCrlExtensions, unusableList } from './crl-extensions.ts';
import { reasons } from './reasons.ts';
import type { Revoked } from './revocation-list.ts';

const oids = { reason: '2.5.29.21', invalidity: '2.5.29.24', certificateIssuer: '2.5.29.29' } as const;
const known: readonly string[] = Object.values(oids);

/** The entries, and the critical extensions that some of them have. */
export interface CrlEntries {
  readonly revoked: readonly Revoked[];
  readonly critical: ReadonlySet<string>;
}

/**
 * Reads the entries; `undefined` where one is malformed. Adds `pki/crl-unusable` for each critical extension that is not understood.
 *
 * @param issuer `derHex` of the issuer of the list
 */
export function readCrlEntries(
  list: DerNode | undefined,
  issuer: string,
  at: Place,
  findings: Diagnostic[],
): CrlEntries | undefined {
  const revoked: Revoked[] = [];
  const critical = new Set<string>();
  // In an indirect list an issuer holds until the next one is named. @see RFC 5280 §5.3.3
  let issuerDerHex = issuer;
  for (const { tag, children } of list?.children ?? []) {
    const serial = readInteger(children[0]);
    const time = readTime(children[1]);
    const extensions = readCrlExtensions(children[2]);
    if (tag !== tags.sequence || children.length > 3) return undefined;
    if (serial === undefined || time === undefined || extensions === undefined) return undefined;
    let reason: string | undefined;
    for (const { oid, critical: isCritical, value } of extensions) {
      if (isCritical) critical.add(oid);
      if (oid === oids.reason) {
        reason = reasonIn(value);
        if (reason === undefined) return undefined;
      } else if (oid === oids.certificateIssuer) {
        const named = directoryNameIn(value);
        if (named === undefined) return undefined;
        issuerDerHex = named;
      } else if (isCritical && !known.includes(oid)) findings.push(unusableList(oid, at));
    }
    revoked.push({ serialHex: integerHex(serial), issuerDerHex, at: time, ...(reason !== undefined && { reason }) });
  }
  return { revoked, critical };
}

/** An ENUMERATED of one byte. */
function reasonIn(value: Uint8Array): string | undefined {
  const [tag, length, number, ...rest] = value;
  return tag === 0x0a && length === 1 && number !== undefined && rest.length === 0 ? reasons[number] : undefined;
}

function directoryNameIn(value: Uint8Array): string | undefined {
  const read = readDer(value);
  const names = read.kind === 'value' ? read.node.children : [];
  return readName(names.find(({ tag }) => tag === 0xa4)?.children[0])?.derHex;
}
