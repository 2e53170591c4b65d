/** Reads a tree and verifies it, as often as the ranges of releases that the inventory gives make it necessary. */
import { webcrypto } from 'node:crypto';
import type { Cluster } from '../cluster.ts';
import { type EvidenceOptions, readEvidence } from '../hosts/read-evidence.ts';
import type { Release } from '../libreswan/release.ts';
import type { OptionalFact } from '../verify/asked.ts';
import { mergeVerifications, type Verification } from '../verify/verification.ts';
import { startVerification } from '../verify/verify.ts';
import { checkSignatures } from '../x509/check-signatures.ts';
import { webCryptoVerifier } from '../x509/verifier.ts';
import { openHostTree } from './host-tree.ts';
import { printStep } from './output.ts';

export interface TreeToVerify {
  readonly root: string;
  readonly cluster?: Cluster;
  readonly release?: Release;
  readonly now: Date;
  /** Days before the end of a certificate from which on that is a finding. */
  readonly expiryWarning: number;
  /** Facts that must be there. */
  readonly require?: readonly OptionalFact[];
  readonly expect?: 'full';
}

type EndOfRange = NonNullable<EvidenceOptions['ofRange']>;

/** Which end of its range each host is taken at, by its place among the hosts. */
type Taking = (place: number) => EndOfRange;

/** All on the newest, all on the oldest, and every other host on either: while a cluster is upgraded, unlike releases talk. */
const takings: readonly [Taking, ...Taking[]] = [
  () => 'newest',
  () => 'oldest',
  (place) => (place % 2 === 0 ? 'oldest' : 'newest'),
  (place) => (place % 2 === 0 ? 'newest' : 'oldest'),
];

/** The verification, with what is wrong with the facts. */
export async function verifyTree(tree: TreeToVerify): Promise<Verification> {
  const [first, ...others] = takings;
  const { verification, hasRange } = await verifyOnce(tree, first);
  let merged = verification;
  for (const taking of hasRange ? others : [])
    merged = mergeVerifications(merged, (await verifyOnce(tree, taking)).verification);
  return merged;
}

async function verifyOnce(
  { root, cluster, release, now, expiryWarning, require = [], expect }: TreeToVerify,
  taking: Taking,
): Promise<{ readonly verification: Verification; readonly hasRange: boolean }> {
  const verifier = startVerification({
    now,
    expiryWarning,
    require,
    ...(expect === undefined ? {} : { expect }),
    ...(cluster === undefined ? {} : { rendering: cluster.rendering }),
  });
  const options: EvidenceOptions = {
    ...(cluster === undefined ? {} : { mesh: cluster.mesh }),
    ...(release === undefined ? {} : { release }),
  };
  const ranges = new Set<string>(
    cluster?.mesh.nodes.filter(({ releases }) => releases.length > 1).map(({ name }) => name),
  );
  let hasRange = false;
  const tree = openHostTree(root);
  for (const [i, name] of tree.hosts.entries()) {
    const { evidence, findings } = readEvidence(tree.folder(name), { ...options, ofRange: taking(i) });
    const isTold = evidence.files.has('facts/release.txt') && !findings.some(isReleaseUnknown);
    if (ranges.has(name) && !isTold) hasRange = true;
    verifier.add(evidence, findings);
    printStep('read', i + 1, tree.hosts.length);
  }
  const signatures = await checkSignatures(verifier.certificates(), webCryptoVerifier(webcrypto.subtle));
  const verification = verifier.finish(signatures);
  // Behind the others: verdicts name findings by their number.
  const whole =
    tree.findings.length === 0
      ? verification
      : { ...verification, findings: [...verification.findings, ...tree.findings] };
  return { verification: whole, hasRange };
}

function isReleaseUnknown({ code }: { readonly code: string }): boolean {
  return code === 'verify/release-unknown';
}
