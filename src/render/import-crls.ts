/** The script that brings revocation lists into a host's NSS database, where pluto heeds them. */
import { nssDirectory } from '../libreswan/nss-directory.ts';
import type { MeshNode } from '../mesh/mesh.ts';
import { goOnWith, shellValues } from './shell.ts';

/**
 * The text of the host's own part of `import-crls.sh`, a POSIX shell script; safe to repeat. Body and lists are in the folder
 * that hosts share.
 *
 * @see crlutil(1)
 */
export function importCrlsCaller({ platform, releases }: MeshNode): string {
  const head = `#!/bin/sh\n# Imports revocation lists into libreswan's NSS database. Written by swanmesh; --help says more.\n# shellcheck disable=SC2034 # read by the script that it goes on with\nset -u\n`;
  return head + shellValues([['nssdir_default', nssDirectory(platform, releases) ?? '']]) + goOnWith('import-crls.sh');
}

const block = /-----BEGIN X509 CRL-----([A-Za-z0-9+/=\s]*)-----END X509 CRL-----/g;

/** The lists put together of their own characters only: what stands around the blocks does not reach the host. */
export function revocationLists(lists: readonly string[]): string {
  return lists.flatMap(blocksOf).join('');
}

function blocksOf(text: string): readonly string[] {
  return [...text.matchAll(block)].map(([, body = '']) => {
    const lines = body.replace(/\s+/g, '').replace(/.{64}(?=.)/g, '$&\n');
    return `-----BEGIN X509 CRL-----\n${lines}\n-----END X509 CRL-----\n`;
  });
}
