/** The stages after the phases: the files, and what is left to be tidied up. */
import { filterAtBoot, filterUnits, placeFiles, removeFiles, rereadCertificates } from './commands.ts';
import type { Observation } from './plan.ts';
import type { PlannedRolloutHost } from './rollout-input.ts';
import { batchesOf, changed, changesOf, type Draft, type StageSource } from './stage-source.ts';

/** What makes the state of the running hosts that of their files. */
export function settlingStages(source: StageSource): { readonly write: Draft; readonly rest: readonly Draft[] } {
  const inClear = clearAfter(source);
  const writing = changed(
    source,
    ({ conns, leaves }) => !leaves && conns.added.length + conns.changed.length + conns.removed.length > 0,
  );
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
    harm: [],
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
    (host) => placeFiles(host, 'after'),
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
      (host) => ['systemctl disable --now ipsec', removeFiles(host)],
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
        ...changesOf(source, host).authorities.removed.map(
          ({ fingerprintSha256 }) =>
            `# remove the authority with SHA-256 ${fingerprintSha256} from the database: certutil -D -d sql:${host.nss} -n NICKNAME`,
        ),
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
      (host) => [...filterAtBoot(host, 'after'), 'systemctl enable ipsec'],
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
