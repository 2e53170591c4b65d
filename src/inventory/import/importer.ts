/** What the index of sources asks of each. */
import type { Result } from '../../diagnostics/diagnostic.ts';
import type { CertificateFolder } from './certificate-folder.ts';
import type { Imported } from './imported.ts';
import type { ToolDocument } from './tool-document.ts';

export interface Source {
  /** The word of the command line. */
  readonly source: string;
  /** What the source is, in a few words. */
  readonly title: string;
}

/** A source whose document is JSON or YAML. */
export interface DocumentImporter extends Source, ToolDocument {
  readonly takes: 'document';
  readonly read: (document: unknown) => Result<Imported>;
}

/** A source that is a text with places of its own. */
export interface TextImporter extends Source {
  readonly takes: 'text';
  readonly read: (text: string, file: string) => Result<Imported>;
}

/** A source that is a folder of certificates. */
export interface CertificatesImporter extends Source {
  readonly takes: 'certificates';
  readonly read: (folder: CertificateFolder) => Result<Imported>;
}

export type Importer = DocumentImporter | TextImporter | CertificatesImporter;
