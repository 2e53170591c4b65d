/**
 * An Ignition config, a document a host: every file, and a unit that calls `apply.sh` once.
 *
 * @see Ignition configuration specification v3.0.0
 */
import { toBase64 } from '../../bytes/base64.ts';
import { encode } from '../chunks.ts';
import type { RenderedFile } from '../rendered-file.ts';
import { applyInPlace, filesOnHost, hasSecret } from './first-boot.ts';
import type { TreeFormat } from './format.ts';
import type { YamlValue } from './yaml-text.ts';

export const ignition: TreeFormat = {
  kind: 'tree',
  name: 'ignition',
  description: 'an Ignition config, a document a host',
  unit: 'document',
  files: (host, shared) => {
    const files = filesOnHost(host, shared);
    const secret = hasSecret(files);
    const config = {
      ignition: { version: '3.0.0' },
      storage: { files: files.map(ignitionFile) },
      systemd: { units: [{ name: 'swanmesh-apply.service', enabled: true, contents: unit }] },
    };
    const content = `${JSON.stringify(config, undefined, 1)}\n`;
    return [{ path: 'config.ign', target, mode: secret ? '0600' : '0644', secret, content }];
  },
  shared: () => [],
};

/** Where Ignition looks where no platform gives it a config. */
const target = '/usr/lib/ignition/user.ign';

/** A file of an Ignition config; it replaces one that the image has. */
export function ignitionFile({ target: path, mode, content }: RenderedFile): YamlValue {
  const source = `data:;base64,${toBase64(encode(content))}`;
  const root = { id: 0 };
  return { path, overwrite: true, mode: Number.parseInt(mode, 8), user: root, group: root, contents: { source } };
}

/** Until it has succeeded once, at each boot. */
const unit = `# Written by swanmesh.
[Unit]
Description=Brings this host into its IPsec mesh
Wants=network-online.target
After=network-online.target
ConditionPathExists=!/var/lib/swanmesh/placed

[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=${applyInPlace.join(' ')}

[Install]
WantedBy=multi-user.target
`;
