/** What changes on a host beside its conns. */
import { toHex } from '../bytes/hex.ts';
import { readSourceText } from '../bytes/source-text.ts';
import type { HostCertificate, HostEvidence } from '../hosts/evidence.ts';
import type { Certificate } from '../x509/certificate.ts';
import { isUpgraded } from './phases.ts';
import { type ConnChanges, connChanges, type RolloutHost } from './rollout-host.ts';

/** An authority to be trusted no longer, and the name that leads to it alone; absent where none does. */
export interface LeavingAuthority {
  readonly certificate: Certificate;
  readonly nickname?: string;
}

/** Everything that changes on a host. */
export interface HostChanges {
  readonly conns: ConnChanges;
  /** Of the host's own certificate; `rekeyed`: the same subject with another key. */
  readonly certificate: 'none' | 'first' | 'renewed' | 'rekeyed' | 'other-subject';
  /** Authorities to be trusted that are not there, and some that are there and not wanted. */
  readonly authorities: { readonly added: readonly Certificate[]; readonly removed: readonly LeavingAuthority[] };
  readonly secrets: boolean;
  readonly release?: readonly [from: string, to: string];
  readonly filter: 'none' | 'strict' | 'opened';
  /** Whether it has no conn yet, whether pluto runs all the same, whether it leaves. */
  readonly isFirst: boolean;
  readonly runs: boolean;
  readonly leaves: boolean;
}

/** Compares what a host has with what it is to have. */
export function hostChanges(host: RolloutHost): HostChanges {
  const { current, target } = host;
  const [before, after] = [current?.evidence, target?.evidence];
  const hasGathered = before !== undefined;
  const conns = connChanges(host);
  const hadConns = conns.kept.length + conns.changed.length + conns.removed.length > 0;
  // Who gets another release is restarted with the files of that: there is nothing to be loaded beside.
  const isRestarted = before !== undefined && after !== undefined && isUpgraded(host, conns);
  return {
    conns: isRestarted ? { ...conns, changed: [], kept: [...conns.kept, ...conns.changed] } : conns,
    certificate: certificateChange(before, after),
    authorities: authorityChange(before, after),
    // Secrets are never gathered; where there are some they are those of a tree that was rendered before.
    secrets: secretsText(after) !== '' && (!hasGathered || differs(secretsText(before), secretsText(after))),
    ...(isRestarted ? { release: [before.release, after.release] as const } : {}),
    filter: filterChange(host),
    isFirst: after !== undefined && !hadConns,
    runs: current?.pluto === 'running',
    leaves: after === undefined && hadConns,
  };
}

function certificateChange(
  before: HostEvidence | undefined,
  after: HostEvidence | undefined,
): HostChanges['certificate'] {
  const [wanted] = after?.certificates ?? [];
  if (wanted === undefined) return 'none';
  const had = before?.certificates ?? [];
  const { certificate } = wanted;
  if (had.some((each) => each.certificate.fingerprintSha256 === certificate.fingerprintSha256)) return 'none';
  const same = had.find((each) => each.certificate.subject.derHex === certificate.subject.derHex);
  if (same === undefined) return had.length === 0 ? 'first' : 'other-subject';
  return toHex(same.certificate.publicKey.spki) === toHex(certificate.publicKey.spki) ? 'renewed' : 'rekeyed';
}

function authorityChange(
  before: HostEvidence | undefined,
  after: HostEvidence | undefined,
): HostChanges['authorities'] {
  const prints = (evidence: HostEvidence | undefined): ReadonlyMap<string, HostCertificate> =>
    new Map((evidence?.authorities ?? []).map((each) => [each.certificate.fingerprintSha256, each]));
  const [had, wanted] = [prints(before), prints(after)];
  if (before?.authorities === undefined || after === undefined) return { added: [], removed: [] };
  return {
    added: [...wanted].filter(([print]) => !had.has(print)).map(([, { certificate }]) => certificate),
    removed: [...had]
      .filter(([print]) => !wanted.has(print))
      .map(([, each]) => leaving(each, [...had.values(), ...wanted.values()])),
  };
}

/** NSS finds certificates by subject, whatever name they were imported under: one name may lead to two authorities. */
function leaving({ certificate, nickname }: HostCertificate, known: readonly HostCertificate[]): LeavingAuthority {
  const { subject } = certificate;
  const isAlone = known.every(
    ({ certificate: each }) =>
      each.fingerprintSha256 === certificate.fingerprintSha256 || each.subject.derHex !== subject.derHex,
  );
  return { certificate, ...(isAlone && nickname !== undefined ? { nickname } : {}) };
}

function differs(before: string, after: string): boolean {
  return before !== '' && before !== after;
}

function secretsText(evidence: HostEvidence | undefined): string {
  if (evidence === undefined) return '';
  const paths = [...evidence.files.keys()].filter((path) => /^etc\/ipsec\.d\/[^/]*\.secrets$/.test(path)).sort();
  return paths.map((path) => readSourceText(evidence.files.get(path) ?? '').text).join('\n');
}

function filterChange({ current, target }: RolloutHost): HostChanges['filter'] {
  const wanted = target?.filter;
  if (wanted?.kind !== 'planned') return 'none';
  const isStrict = wanted.filter.requireEsp !== undefined;
  const had = current?.filter;
  const wasStrict =
    (had?.kind === 'planned' && had.filter.requireEsp !== undefined) ||
    (had?.kind === 'gathered' &&
      /SWANMESH-(FROM|TO) .*-j DROP|swanmesh.*drop/.test(
        [had.facts.iptablesSave?.text, had.facts.nft?.text].map((text) => text ?? '').join('\n'),
      ));
  if (isStrict && !wasStrict) return 'strict';
  if (!isStrict && wasStrict) return 'opened';
  return 'none';
}
