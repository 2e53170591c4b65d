/** The script that brings revocation lists into a host's NSS database, where pluto heeds them. */
import { nssDirectory } from '../libreswan/nss-directory.ts';
import type { MeshNode } from '../mesh/mesh.ts';
import { shellQuote } from './import-certificate.ts';
import { importCrls } from './import-crls.sh.ts';

/**
 * The text of `import-crls.sh`, a POSIX shell script with the lists in it; safe to repeat. The lists are put together of
 * their own characters only: what stands around the blocks does not reach the host.
 *
 * @example importCrlsScript(['-----BEGIN X509 CRL-----\n…'], node)
 * @see crlutil(1)
 */
export function importCrlsScript(lists: readonly string[], { platform, releases }: MeshNode): string {
  const values: readonly (readonly [name: string, value: string])[] = [
    ['lists', lists.flatMap(blocksOf).join('')],
    ['nssdir_default', nssDirectory(platform, releases) ?? ''],
  ];
  const head = values.map(([name, value]) => `${name}=${shellQuote(value)}\n`).join('');
  return `#!/bin/sh\n# Imports revocation lists into libreswan's NSS database. Written by swanmesh; --help says more.\nset -u\n${head}${importCrls}`;
}

const block = /-----BEGIN X509 CRL-----([A-Za-z0-9+/=\s]*)-----END X509 CRL-----/g;

function blocksOf(text: string): readonly string[] {
  return [...text.matchAll(block)].map(([, body = '']) => {
    const lines = body.replace(/\s+/g, '').replace(/.{64}(?=.)/g, '$&\n');
    return `-----BEGIN X509 CRL-----\n${lines}\n-----END X509 CRL-----\n`;
  });
}
