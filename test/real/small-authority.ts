/** The authority that `swanmesh authority` makes, in the place of OpenSSL's: for those who have none. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Authority } from './authority.ts';
import type { CaseNode } from './case.ts';

/**
 * Founds it in a folder, with keys and certificates of all nodes; where the folder has one, that stays.
 *
 * @param run runs the command line
 */
export function smallAuthorityIn(
  folder: string,
  nodes: readonly CaseNode[],
  run: (words: readonly string[]) => void,
): Authority {
  mkdirSync(folder, { recursive: true });
  const at = (file: string): string => join(folder, file);
  if (!existsSync(at('ca.crt'))) {
    const inventory = {
      version: 1,
      name: 'laboratory',
      libreswan: '4.3..5.2',
      authority: 'ca.crt',
      nodes: Object.fromEntries(
        nodes.map(({ name, addresses }) => [
          name,
          { address: addresses, certificate: `${name}.crt`, key: `${name}.key` },
        ]),
      ),
    };
    writeFileSync(at('cluster.json'), JSON.stringify(inventory));
    for (const step of ['init', 'issue']) run(['authority', step, at('cluster.json')]);
  }
  return {
    certificate: at('ca.crt'),
    issue: (host) => ({ certificate: at(`${host}.crt`), key: at(`${host}.key`) }),
    renew: () => {
      throw new Error('the hosts of this authority are issued one certificate each');
    },
  };
}
