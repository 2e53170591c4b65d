/** Where what was rendered goes, from the words of the call. */
import type { DocumentFormat, TreeFormat } from '../../render/formats/format.ts';
import { formatNamed } from '../../render/formats/index.ts';
import { UsageError } from '../exit.ts';

/** A tree below a folder, a document of all hosts in a file or on standard output, or the document of one host there. */
export type Destination =
  | { readonly kind: 'tree'; readonly format: TreeFormat; readonly folder: string }
  | { readonly kind: 'document'; readonly format: DocumentFormat; readonly file: string | undefined }
  | { readonly kind: 'host'; readonly format: TreeFormat };

export interface DestinationOptions {
  readonly output?: string;
  readonly format?: string;
  readonly host: readonly string[];
  readonly atomic: boolean;
}

/** A tree where nothing but a folder is said, and JSON where nothing is said. */
export function destinationOf(options: DestinationOptions, json: boolean): Destination {
  const { format: word, output, host, atomic } = options;
  const name = word ?? (output === undefined ? 'json' : 'tree');
  const format = formatNamed(name);
  if (format === undefined) throw new UsageError(`--format: there is no ${name}`);
  if (json && output === undefined && name !== 'json')
    throw new UsageError(`--json and --format ${name} both want standard output; write the latter with -o`);
  if (atomic && (format.kind === 'document' || output === undefined))
    throw new UsageError('--atomic needs -o FOLDER, and a format that is a folder a host');
  if (format.kind === 'document') return { kind: 'document', format, file: output };
  if (output !== undefined) return { kind: 'tree', format, folder: output };
  if (format.unit === 'files') throw new UsageError(`--format ${name} needs -o FOLDER`);
  if (host.length !== 1)
    throw new UsageError(`--format ${name} is a document a host: -o FOLDER writes all, --host NAME prints one`);
  return { kind: 'host', format };
}
