/**
 * A tar archive of the tree: a folder a host, `_shared`, and the manifest. All of it is root's, folders have mode 0755, and
 * every time is the same one. Extracted, it is what `tree` writes.
 */
import { chunksOf, encode } from '../chunks.ts';
import { type Manifest, type ManifestHost, manifestHost } from '../manifest.ts';
import { type RenderedFile, sharedFolder } from '../rendered-file.ts';
import { type DocumentFormat, type DocumentOptions, manifestHead, type Piece } from './format.ts';
import { tarEnd, tarFile, tarFolder } from './tar-entry.ts';

export const tar: DocumentFormat = {
  kind: 'document',
  name: 'tar',
  description: 'a tar archive of the tree',
  start: (options) => {
    const { shared, withSecrets, checksums, made = new Date(0) } = options;
    const seconds = Math.floor(made.getTime() / 1000);
    const entries: [string, ManifestHost][] = [];
    return {
      add: function* ({ name, files }) {
        const shown = files.filter(({ secret }) => withSecrets || !secret);
        yield* folder(name, shown, seconds);
        entries.push([name, manifestHost(shown, checksums)]);
      },
      finish: function* () {
        yield* folder(sharedFolder, shared, seconds);
        yield* manifests(options, entries, manifestHost(shared, checksums), seconds);
        yield tarEnd;
      },
    };
  },
};

/** A folder with its files, and the folders between before what is in them. */
function* folder(name: string, files: readonly RenderedFile[], seconds: number): Generator<Piece> {
  const made = new Set<string>();
  for (const file of files) {
    const path = `${name}/${file.path}`;
    for (let slash = path.indexOf('/'); slash > 0; slash = path.indexOf('/', slash + 1)) {
      const parent = path.slice(0, slash + 1);
      if (!made.has(parent)) yield* tarFolder({ path: parent, mode: 0o755, seconds });
      made.add(parent);
    }
    yield* tarFile({ path, mode: Number.parseInt(file.mode, 8), seconds }, chunksOf(file));
  }
}

/** One manifest; or one for each folder, where other archives have the other hosts. */
function* manifests(
  options: DocumentOptions,
  entries: readonly (readonly [string, ManifestHost])[],
  shared: ManifestHost,
  seconds: number,
): Generator<Piece> {
  const head = manifestHead(options);
  const file = (path: string, manifest: Manifest): Iterable<Piece> =>
    tarFile({ path, mode: 0o644, seconds }, [encode(`${JSON.stringify(manifest, undefined, 2)}\n`)]);
  if (options.selected !== true) {
    yield* file('manifest.json', { ...head, hosts: Object.fromEntries(entries), shared });
    return;
  }
  yield* tarFolder({ path: 'manifest.d/', mode: 0o755, seconds });
  yield* file(`manifest.d/${sharedFolder}.json`, { ...head, hosts: {}, shared });
  for (const [name, entry] of entries) yield* file(`manifest.d/${name}.json`, { ...head, hosts: { [name]: entry } });
}
