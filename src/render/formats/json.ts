/** One JSON document: the files of every host, then the manifest, which has their sizes. */
import { type ManifestHost, manifestHost } from '../manifest.ts';
import { type DocumentFormat, type DocumentSchema, manifestHead } from './format.ts';

/** `{"version":1,"hosts":{NAME:{"files":[…]},…},…,"shared":{"files":[…]},"manifest":{…}}`; the content of a secret file is `null` unless it is asked for. */
export const json: DocumentFormat & { readonly schema: DocumentSchema } = {
  kind: 'document',
  name: 'json',
  description: 'one JSON document',
  schema: {
    properties: {
      manifest: { type: 'object', properties: { hosts: { type: 'object' } }, required: ['hosts'] },
      hosts: {
        anyOf: [
          { type: 'object', additionalProperties: { type: 'object' } },
          { type: 'array' },
          { type: 'integer', minimum: 0 },
        ],
      },
      shared: { type: 'object', properties: { files: { type: 'array' } }, required: ['files'] },
    },
    // With -o the tree is the document, and the JSON says what was written.
    optional: ['manifest', 'hosts', 'shared'],
  },
  start: (options) => {
    const { withSecrets, checksums, shared, json: print = JSON.stringify } = options;
    const entries: [string, ManifestHost][] = [];
    const begun = (): string => (entries.length === 0 ? '{"version":1,"hosts":{' : ',');
    return {
      add: ({ name, files: rendered }) => {
        const files = rendered.map((file) => (file.secret && !withSecrets ? { ...file, content: null } : file));
        const piece = `${begun()}\n${JSON.stringify(name)}:${JSON.stringify({ files })}`;
        entries.push([name, manifestHost(rendered, checksums)]);
        return [piece];
      },
      finish: ({ findings, ...outcome }) => {
        const hosts = Object.fromEntries(entries);
        const manifest = { ...manifestHead(options), hosts, shared: manifestHost(shared, checksums) };
        const rest = print({
          ...outcome,
          shared: { files: shared },
          manifest,
          ...(findings === undefined ? {} : { findings }),
        });
        return [`${entries.length === 0 ? begun() : ''}},\n${rest.slice(1)}\n`];
      },
    };
  },
};
