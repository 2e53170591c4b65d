/** The stages after the phases: the files, and what is left to be tidied up. */
import { applySteps, distrustAuthority, filterUnits, removeFiles, rereadCertificates } from './commands.ts';
import type { Observation } from './plan.ts';
import { restartHarm } from './restart-harm.ts';
import type { PlannedRolloutHost } from './rollout-input.ts';
import { batchesOf, changed, changesOf, type Draft, goesBeside, type StageSource } from './stage-source.ts';

/** What makes the state of the running hosts that of their files. */
export function settlingStages(source: StageSource): { readonly write: Draft; readonly rest: readonly Draft[] } {
  const inClear = clearAfter(source);
  // Elsewhere apply.sh has written them when it routed the conns, or deleted what was left over.
  const writing = changed(source, goesBeside);
  const leaving = changed(source, ({ leaves }) => leaves);
  const first = changed(source, ({ isFirst }) => isFirst);
  const distrusting = changed(source, ({ authorities }) => authorities.removed.length > 0);
  const stage = (
    { restart, ...draft }: Omit<Draft, 'batches' | 'inClear' | 'harm' | 'back'>,
    hosts: readonly PlannedRolloutHost[],
    commands: (host: PlannedRolloutHost) => readonly string[],
    undo?: (host: PlannedRolloutHost) => readonly string[],
  ): Draft => ({
    ...draft,
    back: undo === undefined ? [] : hosts.map((host) => ({ host: host.name, commands: undo(host) })),
    restart,
    harm: draft.kind === 'distrust' ? restartHarm(hosts, source) : [],
    inClear,
    batches: batchesOf(source, hosts, commands),
  });
  const write = stage(
    {
      kind: 'write',
      title: 'the files say what is in force, and are not loaded',
      why: 'the next restart finds what was brought up by hand',
      gate: writing.map((host): Observation => ({ kind: 'file', host: host.name, digest: 'after' })),
      restart: 'from here on a restarted host comes back closed: its conns wait for an SA',
    },
    writing,
    (host) => applySteps(host, 'after', ['files', 'add'], true),
  );
  const rest = [
    stage(
      {
        kind: 'leave',
        title: 'the hosts that leave stop',
        why: 'their peers have forgotten them: nobody waits for them',
        gate: [],
        restart: 'the host comes back without IPsec',
      },
      leaving,
      (host) => [
        '[ ! -f /etc/swanmesh/host/apply.sh ] || sh /etc/swanmesh/host/apply.sh --remove --rollback-after 0',
        'systemctl disable --now ipsec',
        removeFiles(host),
      ],
    ),
    stage(
      {
        kind: 'distrust',
        title: 'the old authority is trusted no longer',
        why: 'every host has its certificate of the new one',
        gate: [],
        restart: 'a restarted host trusts the new authority alone',
      },
      distrusting,
      (host) => [
        ...changesOf(source, host).authorities.removed.map((authority) => distrustAuthority(host, authority)),
        rereadCertificates(host),
      ],
    ),
    stage(
      {
        kind: 'enable',
        title: 'IPsec starts at boot',
        why: 'only now: a host that rebooted before came back as it had been',
        gate: first.map((host): Observation => ({ kind: 'running', host: host.name })),
        restart: 'a rebooted host comes back encrypted',
      },
      first,
      (host) => applySteps(host, 'after', ['enable']),
      (host) => [`systemctl disable ${['ipsec', ...filterUnits(host)].join(' ')}`],
    ),
  ];
  return { write, rest };
}

function clearAfter({ effects, phases }: StageSource): number {
  const last = phases[phases.length - 1];
  return effects
    .filter(({ phase, outcome }) => phase === last && outcome === 'clear')
    .reduce((sum, { kind }) => sum + kind.count, 0);
}
