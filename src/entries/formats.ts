/**
 * What rendered hosts are written as: folders of files, or pieces of one document.
 *
 * @packageDocumentation
 */

export type * from '../index.ts';
export type * from '../render/formats/format.ts';
export { formatNamed, formats } from '../render/formats/index.ts';
export { type RenderedHost, renderedHost } from '../render/formats/rendered-host.ts';
export { secretsLeftOut } from '../render/formats/secrets-left-out.ts';
export type { Manifest, ManifestFile, ManifestHost } from '../render/manifest.ts';
export type { FilePlace, RenderedFile } from '../render/rendered-file.ts';
