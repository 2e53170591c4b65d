/** What an output format is: hosts in, one after the other; a folder of files for each, or pieces of one document, out. */
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { MeshNode } from '../../mesh/mesh.ts';
import type { Manifest } from '../manifest.ts';
import type { Rendering } from '../prepare.ts';
import type { RenderedFile } from '../rendered-file.ts';
import type { RenderedHost } from './rendered-host.ts';

/** What every format has. */
export interface FormatHead {
  /** The word of `render --format`. */
  readonly name: string;
  /** What it is, in a few words, for help. */
  readonly description: string;
  /**
   * What of a host the format cannot say; absent where it can say all. Every host is asked before the first is written: a host with
   * a finding of severity `error` must not be handed to the format.
   */
  readonly check?: (rendering: Rendering, node: MeshNode) => readonly Diagnostic[];
}

/** A folder of files for each host: what the host's files become there. */
export interface TreeFormat extends FormatHead {
  readonly kind: 'tree';
  /** What a host's folder is: files for the host's places, or one document that may as well be printed. */
  readonly unit: 'files' | 'document';
  /**
   * The files of one host's folder.
   *
   * @param shared the files that all hosts have alike, for a folder that has to have them too
   */
  readonly files: (host: RenderedHost, shared: readonly RenderedFile[]) => readonly RenderedFile[];
  /** The files of the folder that hosts share; none where each host's folder has all that it needs. */
  readonly shared: (rendered: readonly RenderedFile[]) => readonly RenderedFile[];
}

/** One document with all hosts, printed as it grows. */
export interface DocumentFormat extends FormatHead {
  readonly kind: 'document';
  /** JSON Schemas of its members, if it is JSON; members that may be absent are in `optional`. */
  readonly schema?: DocumentSchema;
  readonly start: (options: DocumentOptions) => DocumentWriter;
}

export interface DocumentSchema {
  readonly properties: Readonly<Record<string, unknown>>;
  readonly optional?: readonly string[];
}

export interface DocumentOptions {
  /** The files that all hosts have alike. */
  readonly shared: readonly RenderedFile[];
  /** Whether the content of secret files is in the document too. */
  readonly withSecrets: boolean;
  /** Whether the manifest has the SHA-256 of every file. */
  readonly checksums: boolean;
  /** Version of swanmesh, for the manifest. */
  readonly swanmesh: string;
  /** Name of the cluster, for the manifest. */
  readonly name: string;
  /** Whether only some hosts are written, so that others may write theirs beside them. */
  readonly selected?: boolean;
  /** When the files were made, where a format says that; the beginning of 1970 if omitted, so that the same is the same. */
  readonly made?: Date;
  /** Prints what is not from a rendered file as JSON, without what must not be shown; `JSON.stringify` if omitted. */
  readonly json?: (value: unknown) => string;
}

/** A piece of a document: text, or bytes that it may share with other documents: read them, do not change them. */
export type Piece = string | Uint8Array;

/** A document that is being written; its pieces, one after the other, are the document. */
export interface DocumentWriter {
  /** The pieces of one host. Nothing of its files is kept. */
  readonly add: (host: RenderedHost) => Iterable<Piece>;
  /**
   * The last pieces.
   *
   * @param outcome what the caller adds, such as its findings; a format without a place for it leaves it out
   */
  readonly finish: (outcome: Readonly<Record<string, unknown>>) => Iterable<Piece>;
}

/** An output format: a file here, and a line in `index.ts`. */
export type OutputFormat = TreeFormat | DocumentFormat;

/** The members that the manifest of a document has beside its hosts. */
export function manifestHead({ swanmesh, name }: DocumentOptions): Omit<Manifest, 'hosts'> {
  return { version: 1, swanmesh, name };
}
