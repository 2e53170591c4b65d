/** What a host's configuration is, in one number: to tell whether it is where a plan left it. */
import { sha256 } from '@noble/hashes/sha2.js';
import { toHex } from '../bytes/hex.ts';
import { readSourceText } from '../bytes/source-text.ts';
import { toUtf8 } from '../bytes/utf8.ts';
import type { HostFiles } from '../hosts/evidence.ts';

/**
 * The digest of what pluto reads of a host, secrets apart: they are never gathered. `undefined` where there is nothing.
 *
 * @example digestOf(new Map([['etc/ipsec.d/mesh.conf', 'conn a\n']])) // '8fd45b0a…': SHA-256
 */
export function digestOf(files: HostFiles): string | undefined {
  const paths = [...files.keys()].filter(isConfiguration).sort();
  const texts = paths.map((path) => [path, readSourceText(files.get(path) ?? '').text] as const);
  // Packages ship a file for each group, with nothing but comments in it.
  const parts = texts
    .filter(([path, text]) => !path.includes('/policies/') || /^[ \t]*[^#\s]/m.test(text))
    .map(([path, text]) => `${path}\n${text}\n`);
  if (parts.length === 0) return undefined;
  return toHex(sha256(toUtf8(parts.join('\0'))));
}

function isConfiguration(path: string): boolean {
  return /^etc\/ipsec\.d\/([^/]+\.conf|policies\/[^/]+)$/.test(path) && !path.endsWith('portexcludes.conf');
}
