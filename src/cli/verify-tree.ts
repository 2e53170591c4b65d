/** Reads a tree and verifies it, at both ends of the ranges of releases that the inventory gives. */
import type { Cluster } from '../cluster.ts';
import { type EvidenceOptions, readEvidence } from '../hosts/read-evidence.ts';
import type { Release } from '../libreswan/release.ts';
import { mergeVerifications, type Verification } from '../verify/verification.ts';
import { startVerification } from '../verify/verify.ts';
import { openHostTree } from './host-tree.ts';
import { printStep } from './output.ts';

export interface TreeToVerify {
  readonly root: string;
  readonly cluster?: Cluster;
  readonly release?: Release;
  readonly now: Date;
}

/** The verification, with what is wrong with the facts. */
export function verifyTree(tree: TreeToVerify): Verification {
  const newest = verifyOnce(tree, 'newest');
  const hasRange = tree.cluster?.mesh.nodes.some(({ releases }) => releases.length > 1) === true;
  return hasRange ? mergeVerifications(newest, verifyOnce(tree, 'oldest')) : newest;
}

function verifyOnce({ root, cluster, release, now }: TreeToVerify, ofRange: 'oldest' | 'newest'): Verification {
  const verifier = startVerification({ now, ...(cluster === undefined ? {} : { rendering: cluster.rendering }) });
  const options: EvidenceOptions = {
    now,
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
  const verification = verifier.finish();
  // Behind the others: verdicts name findings by their number.
  return tree.findings.length === 0
    ? verification
    : { ...verification, findings: [...verification.findings, ...tree.findings] };
}
