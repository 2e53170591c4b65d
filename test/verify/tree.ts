import type { Cluster } from '../../src/cluster.ts';
import { readEvidence } from '../../src/hosts/read-evidence.ts';
import type { Release } from '../../src/libreswan/release.ts';
import { renderHost } from '../../src/render/host.ts';
import type { Verification } from '../../src/verify/verification.ts';
import { startVerification } from '../../src/verify/verify.ts';
import { now } from '../support/cluster.ts';
import { findingsText } from '../support/findings-text.ts';
import { valueIn } from '../support/results.ts';
import { nodeSignatures } from '../support/signatures.ts';

/** The files of every host: host, path, text. */
export type Tree = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** What render writes. */
export function renderedTree(cluster: Cluster): Tree {
  return new Map(
    cluster.mesh.nodes.map((node) => [
      node.name,
      new Map(valueIn(renderHost(cluster.rendering, node)).map(({ path, content }) => [path, content])),
    ]),
  );
}

/** A cluster with what render writes for it. */
export interface Rendered {
  readonly cluster: Cluster;
  readonly tree: Tree;
}

export const withTree = (cluster: Cluster): Rendered => ({ cluster, tree: renderedTree(cluster) });

/** The tree with one file of one host changed, or put there. */
export function edited(tree: Tree, host: string, path: string, edit: (text: string) => string): Tree {
  const files = new Map(tree.get(host));
  files.set(path, edit(files.get(path) ?? ''));
  return new Map([...tree, [host, files]]);
}

/** Verifies a tree, with or without its plan; files are shown as `host/path`. */
export function verifyTree(tree: Tree, cluster?: Cluster, release?: Release, at: Date = now): Verification {
  const verifier = startVerification({ now: at, ...(cluster === undefined ? {} : { rendering: cluster.rendering }) });
  for (const [name, files] of tree) {
    const folder = { name, files, show: (path: string) => `${name}/${path}` };
    const options = {
      ...(cluster === undefined ? {} : { mesh: cluster.mesh }),
      ...(release === undefined ? {} : { release }),
    };
    const { value: evidence, findings } = readEvidence(folder, options);
    verifier.add(evidence, findings);
  }
  return verifier.finish(nodeSignatures);
}

/** What a verification comes to, as golden files have it: findings, verdicts with the codes they rest on, counts. */
export function toldOf({ findings, verdicts, consistent, ...counts }: Verification): string {
  const pairs = verdicts.map(({ pair, family, verdict, reason, findings: numbers }) => {
    const codes = numbers.map((i) => findings[i]?.code).join(' ');
    return `${pair.join(' – ')} ${family}: ${verdict}, ${reason}${codes === '' ? '' : ` (${codes})`}`;
  });
  const { expected, found, mirrored } = counts;
  return [
    findingsText(findings),
    ...pairs,
    `consistent: ${consistent}, ${found} found and ${mirrored} mirrored of ${expected}`,
  ].join('\n');
}
