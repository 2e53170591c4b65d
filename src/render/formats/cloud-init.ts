/**
 * cloud-init's user-data, a document a host: every file by `write_files`, then `apply.sh` by `runcmd`.
 *
 * @see cloud-init documentation, modules `write_files` (`defer` from 21.2 on) and `runcmd`
 */
import type { RenderedFile } from '../rendered-file.ts';
import { applyInPlace, filesOnHost, hasSecret } from './first-boot.ts';
import type { TreeFormat } from './format.ts';
import { type YamlValue, yaml } from './yaml-text.ts';

export const cloudInit: TreeFormat = {
  kind: 'tree',
  name: 'cloud-init',
  description: 'user-data of cloud-init, a document a host',
  unit: 'document',
  files: (host, shared) => {
    const files = filesOnHost(host, shared);
    const secret = hasSecret(files);
    const document = yaml({ write_files: files.map(entry), runcmd: [applyInPlace] });
    const content = `#cloud-config\n# ${host.name}, written by swanmesh.\n${document}`;
    return [{ path: 'user-data', target: seed, mode: secret ? '0600' : '0644', secret, content }];
  },
  shared: () => [],
};

/** Where the NoCloud data source looks. */
const seed = '/var/lib/cloud/seed/nocloud/user-data';

/** Deferred, so that a package that `packages:` installs finds no file of its own changed. */
function entry({ target, mode, content }: RenderedFile): YamlValue {
  return { path: target, owner: 'root:root', permissions: mode, defer: true, content };
}
