/** What an output format is: hosts in, one after the other; a folder of files for each, or pieces of one document, out. */
import type { Manifest } from '../manifest.ts';
import type { RenderedFile } from '../rendered-file.ts';

/** A folder of files for each host: what the host's files become there. */
export interface TreeFormat {
  readonly kind: 'tree';
  /** The word of `render --format`. */
  readonly name: string;
  /** What it is, in a few words, for help. */
  readonly description: string;
  /** The files of one host's folder, made of those that were rendered for it. `host` is its name in the inventory. */
  readonly files: (host: string, rendered: readonly RenderedFile[]) => readonly RenderedFile[];
  /** The files of the folder that hosts share; none where each host's folder has all that it needs. */
  readonly shared: (rendered: readonly RenderedFile[]) => readonly RenderedFile[];
}

/** One document with all hosts, printed as it grows. */
export interface DocumentFormat {
  readonly kind: 'document';
  /** The word of `render --format`. */
  readonly name: string;
  /** What it is, in a few words, for help. */
  readonly description: string;
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
  /** Prints what is not from a rendered file as JSON, without what must not be shown; `JSON.stringify` if omitted. */
  readonly json?: (value: unknown) => string;
}

/** A document that is being written; its pieces, one after the other, are the document. */
export interface DocumentWriter {
  /** The piece of one host. Nothing of its files is kept. */
  readonly add: (host: string, rendered: readonly RenderedFile[]) => string;
  /**
   * The last piece.
   *
   * @param outcome what the caller adds, such as its findings; a format without a place for it leaves it out
   */
  readonly finish: (outcome: Readonly<Record<string, unknown>>) => string;
}

/** An output format: a file here, and a line in `index.ts`. */
export type OutputFormat = TreeFormat | DocumentFormat;

/** The members that the manifest of a document has beside its hosts. */
export function manifestHead({ swanmesh, name }: DocumentOptions): Omit<Manifest, 'hosts'> {
  return { version: 1, swanmesh, name };
}
