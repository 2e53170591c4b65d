/** What all hosts of a rendered tree share, held against the manifest and against what would be rendered. */
import { expect, test } from 'vitest';
import { renderShared } from '../../../src/render/shared.ts';
import { checkSharedFiles } from '../../../src/verify/checks/shared-files.ts';
import { meshOf } from './on-b.ts';

const { cluster } = meshOf({})();
const rendered = new Map(renderShared(cluster.mesh).map(({ path, content }) => [path, content]));
const paths = [...rendered.keys()];

function found(files: ReadonlyMap<string, string>, { manifest = true, inventory = true } = {}): readonly string[] {
  const folder = { name: '_shared', files, ...(manifest ? { rendered: paths } : {}) };
  const planned = inventory ? { planned: renderShared(cluster.mesh) } : {};
  return checkSharedFiles({ ...folder, ...planned }).map(({ severity, code, at }) =>
    at.kind === 'text' ? `${severity} ${code} ${at.file}` : code,
  );
}

const without = (path: string): ReadonlyMap<string, string> => new Map([...rendered].filter(([each]) => each !== path));
const changed = (path: string): ReadonlyMap<string, string> =>
  new Map([...rendered, [path, `${rendered.get(path)}true\n`]]);

test('there are some', () => {
  expect(paths).toEqual(['apply.sh', 'import-certificate.sh']);
});

test.each<
  [why: string, files: ReadonlyMap<string, string>, options: Parameters<typeof found>[1], finds: readonly string[]]
>([
  ['as rendered', rendered, {}, []],
  ['one is missing', without('apply.sh'), {}, ['error verify/missing-file _shared/apply.sh']],
  [
    'one is missing, and there is no inventory',
    without('apply.sh'),
    { inventory: false },
    ['error verify/missing-file _shared/apply.sh'],
  ],
  ['all are missing', new Map(), {}, paths.map((path) => `error verify/missing-file _shared/${path}`)],
  ['none is known to have been written', new Map(), { manifest: false }, []],
  ['one is changed', changed('import-certificate.sh'), {}, ['warning verify/differs _shared/import-certificate.sh']],
  [
    'one is changed, without a manifest',
    changed('apply.sh'),
    { manifest: false },
    ['warning verify/differs _shared/apply.sh'],
  ],
  ['one is changed, and nobody knows what it should be', changed('apply.sh'), { inventory: false }, []],
  ['a file of somebody else', new Map([...rendered, ['notes.txt', 'x']]), {}, []],
])('%s', (_, files, options, finds) => {
  expect(found(files, options)).toEqual(finds);
});
