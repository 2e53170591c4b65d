/** The work behind a folder that was dropped: the matrix and the findings, as `swanmesh verify DIR` has them. */
import { printSvg } from '../../src/graph/drawing/print-svg.ts';
import { pairsOfVerification } from '../../src/graph/pairs-of.ts';
import { matrixPicture } from '../../src/graph/pictures/matrix.ts';
import type { FileContent } from '../../src/hosts/evidence.ts';
import { releases } from '../../src/libreswan/release.ts';
import { isHostFolder } from '../../src/render/rendered-file.ts';
import { verifyTree } from '../../src/verify/verify-tree.ts';
import { webCryptoVerifier } from '../../src/x509/verifier.ts';
import { type Dropped, documentBox, element, field, findingList, picture, show } from './dom.ts';

/** Text where it is UTF-8, bytes where it is not. */
function contentOf(bytes: Uint8Array): FileContent {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return bytes;
  }
}

export async function verify(files: readonly Dropped[]): Promise<void> {
  const hosts = new Map<string, Map<string, FileContent>>();
  for (const { path, bytes } of files) {
    const [, host, ...rest] = path.split('/');
    if (host === undefined || rest.length === 0 || !isHostFolder(host)) continue;
    const own = hosts.get(host) ?? new Map<string, FileContent>();
    hosts.set(host, own);
    own.set(rest.join('/'), contentOf(bytes));
  }
  if (hosts.size === 0) {
    show(element('p', {}, 'Drop the folder that holds one folder for each host.'));
    return;
  }
  const release = releases.find((known) => known === field('libreswan').value);
  const folders = [...hosts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, own]) => ({ name, files: own }));
  const verification = await verifyTree(folders, {
    now: new Date(),
    signatures: webCryptoVerifier(crypto.subtle),
    ...(release === undefined ? {} : { release }),
  });
  const { judged: _, ...document } = verification;
  show(
    picture(printSvg(matrixPicture.drawing(pairsOfVerification(verification)), { inline: 'matrix' })),
    findingList(verification.findings),
    documentBox(document),
  );
}
