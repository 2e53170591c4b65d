/**
 * Other people's inventories as ours: `swanmesh/import`. A new source is a file here and a line in {@link importers}.
 *
 * @packageDocumentation
 */
import { ansible } from './ansible.ts';
import { certificates } from './certificates.ts';
import { csv } from './csv.ts';
import type { DocumentImporter, Importer } from './importer.ts';
import { kubernetes } from './kubernetes.ts';

export type * from '../../diagnostics/diagnostic.ts';
export type { Platform } from '../../libreswan/platform.ts';
export type { Certificate, Extension, PublicKey, SubjectAltName } from '../../x509/certificate.ts';
export type { Name, NameAttribute, RelativeDistinguishedName, StringType } from '../../x509/name.ts';
export type { WrittenNode, WrittenSwitch } from '../written.ts';
export { addressVariables, ansibleVariables, importAnsible } from './ansible.ts';
export type { CertificateFile, CertificateFolder, KeyFile } from './certificate-folder.ts';
export { importCertificates, withCertificates } from './certificates.ts';
export { csvColumns, importCsv } from './csv.ts';
export type { Imported, ImportedHost } from './imported.ts';
export type { CertificatesImporter, DocumentImporter, Importer, Source, TextImporter } from './importer.ts';
export { importKubernetes } from './kubernetes.ts';
export { type MergeChange, planMerge } from './merge.ts';
export { type GivenKeys, missingKeys } from './missing.ts';
export type { ToolDocument } from './tool-document.ts';
export type { PlainKey } from './variables.ts';

/** Every source, in the order of the help. */
export const importers: readonly Importer[] = [kubernetes, ansible, csv, certificates];

/** The source whose document this is, `undefined` where it is none that is known. */
export function importerOf(document: unknown): DocumentImporter | undefined {
  return importers.find(
    (importer): importer is DocumentImporter => importer.takes === 'document' && importer.recognises(document),
  );
}
