import { type Diagnostic, diagnostic, type ValuePath, valueAt } from '../diagnostics/diagnostic.ts';
import { atLeast, oldest } from '../libreswan/release.ts';
import type { Mesh } from './mesh.ts';

/**
 * `mesh/groups-need-3.19`, `mesh/needs-explicit`, `mesh/no-groups`: what must hold for policy groups to be used at all. A group
 * conn is for every remote host, so nothing can be said of one pair: no key of its own, no missing link, no end that begins.
 */
export function checkGroupSettings(mesh: Mesh): readonly Diagnostic[] {
  if (mesh.mode !== 'opportunistic') return [];
  return [...checkReleases(mesh), ...checkExplicit(mesh), ...checkEmpty(mesh)];
}

function checkReleases({ nodes }: Mesh): readonly Diagnostic[] {
  return nodes
    .filter(({ releases }) => !atLeast(oldest(releases), '3.19'))
    .map(({ name, releases }) => {
      const message = `policy groups need libreswan 3.19, and ${name} runs ${oldest(releases)}`;
      return diagnostic('mesh/groups-need-3.19', valueAt('nodes', name, 'libreswan'), message, {
        hint: 'use mode: explicit, or a newer libreswan on this host',
      });
    });
}

function checkExplicit({ auth, links, ipsec }: Mesh): readonly Diagnostic[] {
  const wanted: readonly (readonly [boolean, ValuePath, string])[] = [
    [auth === 'psk', ['auth'], 'auth: psk gives each pair a key of its own'],
    [links !== 'full', ['links'], 'links says which pairs there are'],
    [ipsec.type === 'transport', ['ipsec', 'type'], 'type: transport'],
  ];
  const errors = wanted.flatMap(([is, path, what]) =>
    is ? [diagnostic('mesh/needs-explicit', valueAt(...path), `${what}, which needs mode: explicit`)] : [],
  );
  if (ipsec.start === 'ondemand') return errors;
  const message = `start: ${ipsec.start} needs mode: explicit; with policy groups the first packet brings a tunnel up`;
  return [...errors, diagnostic('mesh/needs-explicit', valueAt('ipsec', 'start'), message, { severity: 'warning' })];
}

function checkEmpty({ groups }: Mesh): readonly Diagnostic[] {
  const some = Object.values(groups).some((targets) => (targets ?? []).length > 0);
  if (some) return [];
  return [
    diagnostic('mesh/no-groups', valueAt('groups'), 'mode: opportunistic needs policy groups', {
      hint: 'write the network of the hosts, such as groups: { private: [172.16.0.0/16] }',
    }),
  ];
}
