/** Other people's inventories. A new source is a file here and a line in {@link importers}. */
import { ansible } from './ansible.ts';
import { certificates } from './certificates.ts';
import { csv } from './csv.ts';
import type { DocumentImporter, Importer } from './importer.ts';
import { kubernetes } from './kubernetes.ts';

/** Every source, in the order of the help. */
export const importers: readonly Importer[] = [kubernetes, ansible, csv, certificates];

/** The source whose document this is, `undefined` where it is none that is known. */
export function importerOf(document: unknown): DocumentImporter | undefined {
  return importers.find(
    (importer): importer is DocumentImporter => importer.takes === 'document' && importer.recognises(document),
  );
}
