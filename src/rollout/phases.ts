/** What can be done in a roll-out, and what it does to how far a host and a pair have come. */
import type { HostStage, PairSa } from './pair-fates.ts';
import type { ConnChanges, RolloutHost } from './rollout-host.ts';

/**
 * What is done on every host before the next thing begins; `up` is done for every pair. `load`: conns into pluto, not routed.
 * `load-as-written`: as their `auto=` says. `soften`, `harden`: the groups, first without a strict one. `drop`: what is left over is
 * deleted. `strict`: the packet filter refuses plaintext. `upgrade`: another release of libreswan, which restarts pluto with the target's
 * files.
 */
export type TrafficPhase =
  | 'load'
  | 'load-as-written'
  | 'soften'
  | 'harden'
  | 'up'
  | 'route'
  | 'drop'
  | 'strict'
  | 'upgrade';

/** How far a pair has come. */
export interface PairStage {
  readonly a: HostStage;
  readonly b: HostStage;
  readonly sa: PairSa;
  /** Whether the SA is one of the conns of the target. */
  readonly isFresh: boolean;
}

/**
 * What a host begins with: nothing is done. A host for which nothing new is to be loaded has the conns of the target already, beside
 * what is to go; one that leaves takes no part.
 */
export function startOf(host: RolloutHost, changes: ConnChanges | undefined): HostStage {
  const { current, target } = host;
  if (target === undefined) return { conns: 'leaving', life: 'written', filter: 'target', release: 'target' };
  const release = isUpgraded(host, changes) ? 'before' : 'target';
  const hasNothingNew =
    current?.evidence !== undefined && changes !== undefined && changes.added.length + changes.changed.length === 0;
  return { conns: hasNothingNew ? 'beside' : 'before', life: 'written', filter: 'before', release };
}

/** Whether a host that has conns is to run another release. */
export function isUpgraded({ current, target }: RolloutHost, changes: ConnChanges | undefined): boolean {
  const [before, after] = [current?.evidence, target?.evidence];
  if (before === undefined || after === undefined || changes === undefined) return false;
  return changes.kept.length + changes.changed.length + changes.removed.length > 0 && before.release !== after.release;
}

/** A host to which nothing was done, whatever is to be done to it. */
export const untouched: HostStage = { conns: 'before', life: 'written', filter: 'before', release: 'target' };

/** Two hosts as a roll-out meets them. */
export interface RolloutPair {
  readonly a: RolloutHost;
  readonly b: RolloutHost;
  /** What becomes of their conns for each other: the strongest of what becomes of either. `moved`: others take their place. */
  readonly conns: 'new' | 'changed' | 'moved' | 'removed' | 'kept' | 'none';
}

/** Whether a phase has something to do on a host in a stage. */
export function canDo(phase: TrafficPhase, stage: HostStage): boolean {
  const { conns, life, filter, release } = stage;
  // Nothing else is done to a host whose pluto has been stopped.
  if (release === 'restarting') return phase === 'upgrade';
  switch (phase) {
    case 'load':
    case 'load-as-written':
    case 'soften':
      return conns === 'before';
    case 'harden':
      return conns === 'soft';
    case 'up':
      return conns !== 'before' && life !== 'written';
    case 'route':
      return conns !== 'before' && conns !== 'soft' && life === 'added';
    case 'drop':
      return conns === 'beside';
    case 'strict':
      return filter === 'before';
    case 'upgrade':
      return release === 'before';
  }
}

/** The stage of a host after a phase. */
export function stageAfter(phase: TrafficPhase, stage: HostStage): HostStage {
  switch (phase) {
    case 'load':
      return { ...stage, conns: 'beside', life: 'added' };
    case 'load-as-written':
      return { ...stage, conns: 'beside', life: 'written' };
    case 'soften':
      return { ...stage, conns: 'soft', life: 'written' };
    case 'harden':
      return { ...stage, conns: 'target', life: 'written' };
    case 'route':
      return { ...stage, life: 'routed' };
    case 'drop':
      return { ...stage, conns: 'target' };
    case 'strict':
      return { ...stage, filter: 'target' };
    case 'upgrade':
      return stage.release === 'before'
        ? { ...stage, release: 'restarting' }
        : { ...stage, conns: 'target', life: 'written', release: 'target' };
    case 'up':
      return stage;
  }
}

/**
 * What a phase on one host does to the SA of a pair: to replace a conn, or to delete it, ends what it had; what is only added, routed or
 * filtered leaves it.
 */
export function saAfter(
  phase: TrafficPhase,
  { conns }: RolloutPair,
  { sa, isFresh }: Pick<PairStage, 'sa' | 'isFresh'>,
  by: 'first' | 'second',
): PairSa {
  const replaces = (phase === 'load' || phase === 'load-as-written') && conns === 'changed';
  const deletes = phase === 'drop' && (conns === 'removed' || conns === 'moved') && !isFresh;
  const reloads = phase === 'soften' && (conns === 'changed' || conns === 'moved');
  // The conn by which a host answered while no group insisted goes, whether or not it has ever had another.
  const hardens = phase === 'harden' && conns !== 'kept' && conns !== 'none';
  const restarts = phase === 'upgrade' && conns !== 'none';
  return sa === 'up' && (replaces || deletes || reloads || hardens || restarts) ? `ended-by-${by}` : sa;
}

/** What becomes of the conns of two hosts for each other. */
export function pairConns(
  a: RolloutHost,
  b: RolloutHost,
  changes: ReadonlyMap<string, ConnChanges>,
): RolloutPair['conns'] {
  const words = [statusOf(changes.get(a.name), b), statusOf(changes.get(b.name), a)];
  for (const word of ['moved', 'changed', 'removed', 'new', 'kept'] as const) if (words.includes(word)) return word;
  return 'none';
}

function statusOf(changes: ConnChanges | undefined, peer: RolloutHost): RolloutPair['conns'] {
  if (changes === undefined) return 'none';
  const addresses: readonly string[] = [...(peer.target?.addresses ?? []), ...(peer.current?.addresses ?? [])];
  const isFor = (name: string): boolean => {
    const far = changes.peers.get(name);
    // A policy group is for everybody.
    return far === undefined || addresses.includes(far);
  };
  if (changes.added.some(isFor)) return changes.removed.some(isFor) ? 'moved' : 'new';
  if (changes.changed.some(isFor)) return 'changed';
  if (changes.removed.some(isFor)) return 'removed';
  return changes.kept.some(isFor) ? 'kept' : 'none';
}

/** Whether an SA of the target's conns is to be brought up between the two. */
export function wantsUp({ conns }: RolloutPair, { sa, isFresh }: Pick<PairStage, 'sa' | 'isFresh'>): boolean {
  if (conns === 'moved') return !isFresh;
  return (conns === 'new' || conns === 'changed') && sa !== 'up';
}
