/** Reads a tree and verifies it, at both ends of the ranges of releases that the inventory gives. */
import { webcrypto } from 'node:crypto';
import type { Cluster } from '../cluster.ts';
import { type EvidenceOptions, readEvidence } from '../hosts/read-evidence.ts';
import type { Release } from '../libreswan/release.ts';
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
}

/** The verification, with what is wrong with the facts. */
export async function verifyTree(tree: TreeToVerify): Promise<Verification> {
  const newest = await verifyOnce(tree, 'newest');
  const hasRange = tree.cluster?.mesh.nodes.some(({ releases }) => releases.length > 1) === true;
  return hasRange ? mergeVerifications(newest, await verifyOnce(tree, 'oldest')) : newest;
}

async function verifyOnce(
  { root, cluster, release, now, expiryWarning }: TreeToVerify,
  ofRange: 'oldest' | 'newest',
): Promise<Verification> {
  const verifier = startVerification({
    now,
    expiryWarning,
    ...(cluster === undefined ? {} : { rendering: cluster.rendering }),
  });
  const options: EvidenceOptions = {
    ofRange,
    ...(cluster === undefined ? {} : { mesh: cluster.mesh }),
    ...(release === undefined ? {} : { release }),
  };
  const tree = openHostTree(root);
  for (const [i, name] of tree.hosts.entries()) {
    const { evidence, findings } = readEvidence(tree.folder(name), options);
    verifier.add(evidence, findings);
    printStep('read', i + 1, tree.hosts.length);
  }
  const signatures = await checkSignatures(verifier.certificates(), webCryptoVerifier(webcrypto.subtle));
  const verification = verifier.finish(signatures);
  // Behind the others: verdicts name findings by their number.
  return tree.findings.length === 0
    ? verification
    : { ...verification, findings: [...verification.findings, ...tree.findings] };
}
