/** Verifies a tree of files, and says how far it has come. */
import { webcrypto } from 'node:crypto';
import { mergeFindings } from '../diagnostics/findings.ts';
import type { HostFolder } from '../hosts/read-evidence.ts';
import { renderShared } from '../render/shared.ts';
import type { Verification } from '../verify/verification.ts';
import { type TreeOptions, verifyTree } from '../verify/verify-tree.ts';
import { webCryptoVerifier } from '../x509/verifier.ts';
import { openHostTree } from './host-tree.ts';
import { printStep } from './output.ts';

/** The verification, with what is wrong with the files behind its own findings: verdicts name those by their number. */
export async function verifyFolder(root: string, options: Omit<TreeOptions, 'signatures'>): Promise<Verification> {
  const tree = openHostTree(root);
  const hosts: Iterable<HostFolder> = {
    *[Symbol.iterator]() {
      for (const [i, name] of tree.hosts.entries()) {
        yield tree.folder(name);
        printStep('read', i + 1, tree.hosts.length);
      }
    },
  };
  const planned = options.rendering === undefined ? {} : { planned: renderShared(options.rendering.mesh) };
  const verification = await verifyTree(hosts, {
    ...options,
    ...(tree.rendered === undefined ? {} : { rendered: tree.rendered }),
    ...(tree.shared === undefined ? {} : { shared: { ...tree.shared, ...planned } }),
    signatures: webCryptoVerifier(webcrypto.subtle),
  });
  // A tree that is read twice tells twice what it cannot read.
  return { ...verification, findings: mergeFindings('place', verification.findings, tree.findings).findings };
}
