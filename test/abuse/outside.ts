/** A tree whose journal and manifest name what is not in it. */
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { swanmesh } from '../support/command-line.ts';
import { inFolder, type Kind } from './kind.ts';

const example = 'docs/examples/openshift';

export const outside: Kind = {
  name: 'journal and manifest that lead out of the tree',
  trial: (random, plant) =>
    inFolder(async (folder) => {
      const tree = join(folder, 'tree');
      await swanmesh('render', `${example}/cluster.yaml`, '-o', tree);
      writeFileSync(join(folder, 'mine'), 'mine');
      mkdirSync(join(tree, '.swanmesh/new'), { recursive: true });
      writeFileSync(join(tree, '.swanmesh/new/1'), 'theirs');
      const paths = [
        '../mine',
        'a/../../mine',
        join(folder, 'mine'),
        '/../mine',
        'a/./../../mine',
        '..//mine',
        'a\\..\\..\\mine',
        'manifest.d/../../mine',
      ];
      const path = paths[random(paths.length)] ?? '';
      const journal = {
        version: 1,
        put: [['1', path]],
        remove: [path],
        manifests: [['1', path]],
        staleManifests: [path],
      };
      const chosen = Object.fromEntries(
        Object.entries(journal).map(([name, value]) => [name, name === 'version' || random(2) === 0 ? value : []]),
      );
      writeFileSync(join(tree, '.swanmesh/journal.json'), JSON.stringify(chosen));
      if (random(2) === 0)
        writeFileSync(
          join(tree, 'manifest.json'),
          JSON.stringify({ swanmesh: 'x', hosts: { [`x${path}`]: { files: [{ path }] }, a: { files: [{ path }] } } }),
        );
      const { stderr } = await swanmesh('render', `${example}/cluster.yaml`, '-o', tree, '--force');
      if (plant) rmSync(join(folder, 'mine'));
      if (stderr.includes('bug in swanmesh')) return stderr;
      return statSync(join(folder, 'mine'), { throwIfNoEntry: false })?.isFile() === true &&
        readFileSync(join(folder, 'mine'), 'utf8') === 'mine'
        ? undefined
        : 'a file outside was touched';
    }),
};
