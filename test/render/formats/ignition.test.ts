import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ignition } from '../../../src/render/formats/ignition.ts';
import { arbitraryCluster, type Row, rowsOf } from './rendered-cluster.ts';

interface Config {
  readonly ignition: { readonly version: string };
  readonly storage: {
    readonly files: readonly {
      readonly path: string;
      readonly mode: number;
      readonly overwrite: boolean;
      readonly user: { readonly id: number };
      readonly group: { readonly id: number };
      readonly contents: { readonly source: string };
    }[];
  };
  readonly systemd: {
    readonly units: readonly { readonly name: string; readonly enabled: boolean; readonly contents: string }[];
  };
}

const decoded = ({ storage }: Config): Readonly<Record<string, Row>> =>
  Object.fromEntries(
    storage.files.map(({ path, mode, user, group, contents }) => {
      const [, base64 = ''] = /^data:;base64,([A-Za-z0-9+/]+={0,2})$/.exec(contents.source) ?? [];
      const owner = user.id === 0 && group.id === 0 ? 'root:root' : 'other';
      return [path, [`0${mode.toString(8)}`, owner, Buffer.from(base64, 'base64').toString('latin1')]];
    }),
  );

test('each host has one document, with the bytes, modes and owners of all its files', () => {
  fc.assert(
    fc.property(arbitraryCluster, ({ hosts, shared }) => {
      for (const host of hosts) {
        const files = ignition.files(host, shared);
        expect(files.map(({ path }) => path)).toEqual(['config.ign']);
        const config: Config = JSON.parse(files[0]?.content ?? '');
        expect(decoded(config)).toEqual(rowsOf([...host.files, ...shared]));
        const [unit, ...more] = config.systemd.units;
        expect([unit?.name, unit?.enabled, more]).toEqual(['swanmesh-apply.service', true, []]);
        const [, script = ''] = /^ExecStart=\/bin\/sh (\S+) /m.exec(unit?.contents ?? '') ?? [];
        expect(Object.keys(decoded(config))).toContain(script);
      }
    }),
    { numRuns: 25 },
  );
});
