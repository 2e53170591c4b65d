/** Pairs that come to the same thing: one of each kind stands for all. */
import type { HostChanges } from './host-changes.ts';
import type { PairKind } from './order.ts';
import { pairConns, type RolloutPair, startOf } from './phases.ts';
import type { ConnChanges, RolloutHost } from './rollout-host.ts';

/** Every linked pair, and the kinds that they are of. */
export interface SortedPairs {
  readonly pairs: readonly RolloutPair[];
  readonly kinds: readonly PairKind[];
  /** The pairs of a kind. */
  readonly of: (kind: PairKind) => readonly RolloutPair[];
  /** The pair that stands for a pair, its hosts in the same places. */
  readonly standsFor: (a: RolloutHost, b: RolloutHost) => readonly [RolloutHost, RolloutHost];
}

/** Sorts the pairs of a cluster by kind. */
export function sortPairs(
  hosts: readonly RolloutHost[],
  changes: ReadonlyMap<string, HostChanges>,
  linked: (a: string, b: string) => boolean,
): SortedPairs {
  const conns: ReadonlyMap<string, ConnChanges> = new Map([...changes].map(([name, each]) => [name, each.conns]));
  const kindOfHost = new Map(hosts.map((host) => [host, hostKind(host, changes.get(host.name))]));
  const groups = new Map<string, RolloutPair[]>();
  const pairs: RolloutPair[] = [];
  for (const [i, a] of hosts.entries())
    for (const b of hosts.slice(i + 1)) {
      if (!linked(a.name, b.name)) continue;
      const pair: RolloutPair = { a, b, conns: pairConns(a, b, conns) };
      pairs.push(pair);
      const key = keyOf(pair);
      const known = groups.get(key);
      if (known === undefined) groups.set(key, [pair]);
      else known.push(pair);
    }
  const byKind = new Map<PairKind, readonly RolloutPair[]>();
  for (const group of groups.values()) {
    const [pair] = group;
    if (pair === undefined) continue;
    const counts = pair.a.target !== undefined && pair.b.target !== undefined;
    const start = {
      a: startOf(pair.a, conns.get(pair.a.name)),
      b: startOf(pair.b, conns.get(pair.b.name)),
      sa: 'none' as const,
      isFresh: false,
    };
    byKind.set({ pair, count: group.length, counts, start }, group);
  }
  return {
    pairs,
    kinds: [...byKind.keys()],
    of: (kind) => byKind.get(kind) ?? [],
    standsFor: (a, b) => {
      const found = pairs.find((pair) => (pair.a === a && pair.b === b) || (pair.a === b && pair.b === a));
      const [first] = found === undefined ? [] : (groups.get(keyOf(found)) ?? []);
      if (first === undefined) return [a, b];
      return kindOfHost.get(first.a) === kindOfHost.get(a) ? [first.a, first.b] : [first.b, first.a];
    },
  };

  function keyOf({ a, b, conns: word }: RolloutPair): string {
    return [...[kindOfHost.get(a), kindOfHost.get(b)].sort(), word].join(' | ');
  }
}

/** Everything about a host on which the fate of its pairs may depend, but for who it is. */
function hostKind({ current, target }: RolloutHost, changes: HostChanges | undefined): string {
  const releases = [current?.evidence?.release, target?.evidence?.release].map((release) => release ?? '-');
  const issuers = [current, target].map((state) => state?.evidence?.certificates[0]?.certificate.issuer.derHex ?? '');
  return [
    ...releases,
    ...issuers,
    current?.pluto ?? '',
    changes?.certificate ?? '',
    changes?.filter ?? '',
    changes?.secrets === true,
    changes?.leaves === true,
    (changes?.conns.changed.length ?? 0) > 0,
    (changes?.conns.removed.length ?? 0) > 0,
  ].join(' ');
}
