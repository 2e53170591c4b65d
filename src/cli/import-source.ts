/** A source of hosts as the command line names it: read, certificates put in, and what is missing said. */

import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { secretLooks } from '../diagnostics/secret-looks.ts';
import { withCertificates } from '../inventory/import/certificates.ts';
import type { Imported } from '../inventory/import/imported.ts';
import type { Importer } from '../inventory/import/importer.ts';
import { importerOf, importers } from '../inventory/import/index.ts';
import { readCertificateFolder } from './certificate-folder.ts';
import { UsageError } from './exit.ts';
import type { Source } from './findings.ts';
import { readInput } from './input.ts';
import { excerptsOf } from './secrecy/excerpt.ts';
import { readValueFile } from './value-file.ts';

/** Options of `import` and `init` alike. */
export interface ImportOptions {
  readonly certificates?: string;
  readonly libreswan?: string;
  readonly interface?: string;
}

/** What a source gave, `imported` where it could be read. */
export interface ImportRead {
  readonly importer: Importer;
  readonly imported: Imported | undefined;
  readonly findings: readonly Diagnostic[];
  /** Shows places of the source. */
  readonly source: Source | undefined;
}

/** The source of that word. */
export function importerNamed(word: string): Importer {
  const found = importers.find(({ source }) => source === word);
  if (found === undefined)
    throw new UsageError(`the source must be one of ${importers.map(({ source }) => source).join(', ')}`);
  return found;
}

/** The source that a file or folder looks like. */
export function guessImporter(path: string): Importer {
  if (path !== '-' && statSync(path, { throwIfNoEntry: false })?.isDirectory()) return importerNamed('certificates');
  if (/\.(csv|tsv)$/i.test(path)) return importerNamed('csv');
  const { name, value } = readValueFile(path);
  const found = importerOf(value);
  if (found === undefined) throw new UsageError(`${name} is none of the sources that are known; name one with --from`);
  return found;
}

/** Reads a source; paths of certificates are written from the folder of `inventory`. */
export function readImport(
  importer: Importer,
  path: string,
  inventory: string | undefined,
  options: ImportOptions,
): ImportRead {
  const base = inventory === undefined ? '.' : dirname(inventory);
  const { result, source } = readSource(importer, path, base);
  if (result.kind === 'failed') return { importer, imported: undefined, findings: result.findings, source };
  if (options.certificates === undefined)
    return { importer, imported: result.value, findings: result.findings, source };
  const { imported, findings } = withCertificates(result.value, readCertificateFolder(options.certificates, base));
  return { importer, imported, findings: [...result.findings, ...findings], source };
}

function readSource(
  importer: Importer,
  path: string,
  base: string,
): { readonly result: ReturnType<Importer['read']>; readonly source: Source | undefined } {
  if (importer.takes === 'certificates')
    return { result: importer.read(readCertificateFolder(path, base)), source: undefined };
  if (importer.takes === 'text') {
    const { name, bytes } = readInput(path, 'source');
    const text = new TextDecoder().decode(bytes);
    if (text.includes('\0')) throw new UsageError(`${name} must be a text, and is binary`);
    const spans = secretLooks(text).map(({ span }) => span);
    return {
      result: importer.read(text, name),
      source: {
        name,
        excerpt: excerptsOf(text, spans),
        locate: () => ({ kind: 'text', file: name, line: 1, column: 1 }),
      },
    };
  }
  const file = readValueFile(path);
  return { result: importer.read(file.value), source: file.source };
}
