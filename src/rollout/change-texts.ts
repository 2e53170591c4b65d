/** What changes, in words: what the plan begins with. */
import type { HostChanges } from './host-changes.ts';
import type { RolloutHost } from './rollout-host.ts';

type Row = readonly [holds: (change: HostChanges) => boolean, what: string];

const membership: readonly Row[] = [
  [({ isFirst }) => isFirst, 'no IPsec yet'],
  [({ leaves }) => leaves, 'leaves the mesh'],
];

const beside: readonly Row[] = [
  [({ certificate }) => certificate === 'renewed', 'a newer certificate, of the same subject and key'],
  [({ certificate }) => certificate === 'rekeyed', 'a newer certificate, of the same subject and another key'],
  [({ certificate }) => certificate === 'other-subject', 'a certificate of another subject'],
  [({ authorities }) => authorities.added.length > 0, 'another authority to trust'],
  [({ authorities }) => authorities.removed.length > 0, 'an authority to trust no longer'],
  [({ secrets }) => secrets, 'other pre-shared keys'],
  [({ release }) => release !== undefined, 'another release of libreswan'],
  [({ filter }) => filter === 'strict', 'the packet filter is to refuse plaintext'],
  [({ filter }) => filter === 'opened', 'the packet filter is to let plaintext pass again'],
];

/** Who joins and who leaves, how many conns differ, and what else does. */
export function changeTexts(
  hosts: readonly RolloutHost[],
  changes: ReadonlyMap<string, HostChanges>,
): readonly string[] {
  const told = ([holds, what]: Row): readonly string[] => {
    const names = hosts.map(({ name }) => name).filter((name) => holds(changes.get(name) as HostChanges));
    return names.length === 0 ? [] : [`${names.length <= 3 ? names.join(', ') : `${names.length} hosts`}: ${what}`];
  };
  const total = (key: 'added' | 'changed' | 'removed'): number =>
    [...changes.values()].reduce((sum, { conns }) => sum + conns[key].length, 0);
  const [added, changed, removed] = [total('added'), total('changed'), total('removed')];
  return [
    ...membership.flatMap(told),
    ...(added + changed + removed === 0 ? [] : [`conns: ${added} new, ${changed} changed, ${removed} removed`]),
    ...beside.flatMap(told),
  ];
}
