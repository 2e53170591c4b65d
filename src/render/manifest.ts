/** The list of what was rendered: it tells a later run which files are ours. */
import { sha256 } from '@noble/hashes/sha2.js';
import { toHex } from '../bytes/hex.ts';
import { chunksOf } from './chunks.ts';
import type { RenderedFile } from './rendered-file.ts';

export interface ManifestFile {
  readonly path: string;
  /** Where it goes on the host. */
  readonly target: string;
  readonly owner: 'root:root';
  readonly mode: RenderedFile['mode'];
  /** Bytes. */
  readonly size: number;
  readonly secret: boolean;
  /** SHA-256 in lower-case hexadecimal digits, where asked for. */
  readonly sha256?: string;
}

export interface ManifestHost {
  readonly files: readonly ManifestFile[];
}

export interface Manifest {
  readonly version: 1;
  /** Version of swanmesh that wrote it. */
  readonly swanmesh: string;
  /** Name of the cluster. */
  readonly name: string;
  readonly hosts: Readonly<Record<string, ManifestHost>>;
  /** The folder `_shared`, which all hosts share. */
  readonly shared?: ManifestHost;
}

/** The entry of one host. */
export function manifestHost(files: readonly RenderedFile[], checksums: boolean): ManifestHost {
  return {
    files: files.map((file) => {
      const { path, target, mode, secret } = file;
      const chunks = chunksOf(file);
      const size = chunks.reduce((sum, { length }) => sum + length, 0);
      return { path, target, owner: 'root:root', mode, size, secret, ...(checksums ? { sha256: digest(chunks) } : {}) };
    }),
  };
}

function digest(chunks: readonly Uint8Array[]): string {
  const hash = sha256.create();
  for (const chunk of chunks) hash.update(chunk);
  return toHex(hash.digest());
}
