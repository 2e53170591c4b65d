/** The list of what was rendered: it tells a later run which files are ours. */
import { sha256 } from '@noble/hashes/sha2.js';
import { toHex } from '../bytes/hex.ts';
import { toUtf8 } from '../bytes/utf8.ts';
import type { RenderedFile } from './rendered-file.ts';

export interface ManifestFile {
  readonly path: string;
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
}

/** The entry of one host. */
export function manifestHost(files: readonly RenderedFile[], checksums: boolean): ManifestHost {
  return {
    files: files.map(({ path, mode, secret, content }) => {
      const bytes = toUtf8(content);
      return { path, mode, size: bytes.length, secret, ...(checksums ? { sha256: toHex(sha256(bytes)) } : {}) };
    }),
  };
}
