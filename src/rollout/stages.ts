/** The stages of a plan: what each phase comes to on each host, with commands, gate and way back. */

import { auto, type CommandHost, loadFilter, placeFiles, rereadCertificates, startPluto } from './commands.ts';
import type { HostChanges } from './host-changes.ts';
import type { PhaseEffect } from './order.ts';
import type { SortedPairs } from './pair-kinds.ts';
import type { RolloutPair, TrafficPhase } from './phases.ts';
import type { Observation, PlanStep, Stage, StageHarm, StageKind } from './plan.ts';
import type { PlannedRolloutHost, RolloutInput } from './rollout-input.ts';

/** What stages are made of. */
export interface StageSource {
  readonly input: RolloutInput;
  readonly hosts: readonly PlannedRolloutHost[];
  readonly changes: ReadonlyMap<string, HostChanges>;
  readonly sorted: SortedPairs;
  readonly phases: readonly TrafficPhase[];
  readonly effects: readonly PhaseEffect[];
}

/** Upper bounds of what was measured on slow test hosts, in seconds. */
export const secondsOf: Readonly<Record<StageHarm['harm'], number>> = {
  'hand-over': 1,
  negotiation: 3,
  cut: 10,
  'clear-again': 10,
  unknown: 10,
};

type Draft = Omit<Stage, 'number'>;

/** The stages, in the order in which they are done. */
export function buildStages(source: StageSource): readonly Stage[] {
  // The filter comes after the files: a host that restarts in between finds conns that wait for an SA, not such as wait for somebody.
  const phases = source.phases.filter((phase) => phase !== 'strict');
  const [write, ...rest] = after(source);
  const strict = source.phases.filter((phase) => phase === 'strict');
  const drafts = [
    ...before(source),
    ...phases.map((phase) => phaseStage(phase, source)),
    write,
    ...strict.map((phase) => phaseStage(phase, source)),
    ...rest,
  ];
  const withWrites = drafts
    .flatMap((draft) => (draft === undefined ? [] : [draft]))
    .filter(({ batches }) => batches.length > 0);
  return withWrites.map((draft, i) => ({ number: i + 1, ...draft }));
}

function changed(source: StageSource, holds: (change: HostChanges) => boolean): readonly PlannedRolloutHost[] {
  return source.hosts.filter(({ name }) => holds(source.changes.get(name) as HostChanges));
}

/** The canary alone, then the masters, then the rest, no more at once than are wanted. */
function batchesOf(
  hosts: readonly PlannedRolloutHost[],
  steps: (host: PlannedRolloutHost) => PlanStep,
  most: number,
): Stage['batches'] {
  const [canary, ...rest] = hosts;
  if (canary === undefined) return [];
  const isMaster = ({ role }: PlannedRolloutHost): boolean => /^(master|control)/.test(role);
  const groups = [rest.filter(isMaster), rest.filter((host) => !isMaster(host))];
  const batches: (readonly PlanStep[])[] = [[steps(canary)]];
  for (const group of groups)
    for (let i = 0; i < group.length; i += most) batches.push(group.slice(i, i + most).map(steps));
  return batches;
}

const most = ({ input }: StageSource): number => input.maxParallel ?? Number.POSITIVE_INFINITY;
const commandHost = (host: PlannedRolloutHost): CommandHost => host;
const quiet = { harm: [], inClear: 0, back: [] } as const;

/** What touches no packet, and has to be there before anything does. */
function before(source: StageSource): readonly (Draft | undefined)[] {
  const { changes } = source;
  const of = (host: PlannedRolloutHost): HostChanges => changes.get(host.name) as HostChanges;
  const stage = (
    kind: StageKind,
    title: string,
    why: string,
    hosts: readonly PlannedRolloutHost[],
    commands: (host: PlannedRolloutHost) => readonly string[],
    gate: (host: PlannedRolloutHost) => readonly Observation[],
    restart = 'a restart changes nothing that the stage has not changed',
  ): Draft | undefined =>
    hosts.length === 0
      ? undefined
      : {
          kind,
          title,
          why,
          batches: batchesOf(hosts, (host) => ({ host: host.name, commands: commands(host) }), most(source)),
          gate: hosts.flatMap(gate),
          restart,
          ...quiet,
          inClear: clearNow(source),
        };
  const trusting = changed(source, ({ authorities }) => authorities.added.length > 0);
  const certified = changed(source, ({ certificate }) => certificate !== 'none');
  const keyed = changed(source, ({ secrets }) => secrets);
  const first = changed(source, ({ isFirst }) => isFirst);
  const upgraded = changed(source, ({ release }) => release !== undefined);
  return [
    stage(
      'trust',
      'both authorities are trusted everywhere',
      'a certificate of the new authority is refused by whoever does not have it yet',
      trusting,
      (host) => [
        ...of(host).authorities.added.map(
          ({ fingerprintSha256 }) =>
            `# import the authority with SHA-256 ${fingerprintSha256}: certutil -A -d sql:${host.nss} -n NICKNAME -t CT,, -a -i FILE`,
        ),
        rereadCertificates(commandHost(host)),
      ],
      (host) => [
        {
          kind: 'authority',
          host: host.name,
          sha256: of(host).authorities.added.map((each) => each.fingerprintSha256),
        },
      ],
    ),
    stage(
      'certificate',
      'each host has its certificate and key',
      'importing changes no SA; what is new is shown in the next IKE SA that a host makes',
      certified,
      (host) => [
        `sh after/${host.name}/import-certificate.sh`,
        ...(starts(of(host)) ? [] : [rereadCertificates(commandHost(host))]),
      ],
      (host) => {
        const [wanted] = host.target?.evidence?.certificates ?? [];
        return wanted === undefined
          ? []
          : [{ kind: 'certificate', host: host.name, sha256: wanted.certificate.fingerprintSha256 }];
      },
      'a restarted host shows the new certificate',
    ),
    stage(
      'secrets',
      'the new pre-shared keys are on every host',
      'a key is asked for when two hosts prove who they are: SAs that are up stay up, and until both hosts have the new key neither can make a new one',
      keyed,
      (host) => [
        `install -m 0600 after/${host.name}/etc/ipsec.d/${host.confName}.secrets /etc/ipsec.d/${host.confName}.secrets`,
        ...(starts(of(host)) ? [] : ['ipsec whack --rereadsecrets']),
      ],
      () => [],
      'a host that is restarted before its peers have the new key does not come up with them',
    ),
    stage(
      'mtu',
      'the overlay is small enough for ESP around it',
      'packets that are too large would vanish as soon as the pairs encrypt',
      first.filter(({ overlayMtu }) => overlayMtu !== undefined),
      (host) => [
        `# set the MTU of the overlay to ${host.overlayMtu ?? 0}; every byte of it is in after/${host.name}/mtu.json`,
      ],
      () => [],
    ),
    stage(
      'doors',
      'the packet filter lets IKE and ESP in',
      'nobody negotiates through a closed door; plaintext passes as before',
      first.filter(({ filterScripts }) => filterScripts.length > 0),
      (host) => loadFilter(commandHost(host), 'between'),
      (host) => [{ kind: 'open', host: host.name, peers: peersOf(host, source) }],
    ),
    upgraded.length === 0
      ? undefined
      : {
          kind: 'upgrade',
          title: 'each host gets its release, one after the other',
          why: 'a restart ends the SAs of the host; with a filter that refuses plaintext on both ends nothing is readable meanwhile',
          batches: upgraded.map((host) => [
            {
              host: host.name,
              commands: [
                `# install libreswan ${of(host).release?.[1] ?? ''}`,
                ...placeFiles(commandHost(host), 'after', host.groups),
                'systemctl restart ipsec',
              ],
            },
          ]),
          harm: [
            {
              harm: 'cut',
              pairs: pairsWith(upgraded, source).length,
              examples: pairsWith(upgraded, source).slice(0, 3).map(namesOf),
              seconds: secondsOf.cut,
              why: 'a host that restarts has no SA until it has loaded its conns and negotiated again; wait 30 s between two hosts, because up to 4.15 the kernel asks only so often',
            },
          ],
          inClear: clearNow(source),
          gate: upgraded.flatMap((host): readonly Observation[] => [
            { kind: 'release', host: host.name, release: of(host).release?.[1] ?? '' },
            { kind: 'running', host: host.name },
          ]),
          back: [],
          restart: 'that is what the stage does',
        },
  ];
}

/** What makes the state of the running hosts that of their files. */
function after(source: StageSource): readonly (Draft | undefined)[] {
  const { changes } = source;
  const of = (host: PlannedRolloutHost): HostChanges => changes.get(host.name) as HostChanges;
  const writing = changed(
    source,
    ({ conns, leaves }) => !leaves && conns.added.length + conns.changed.length + conns.removed.length > 0,
  );
  const leaving = changed(source, ({ leaves }) => leaves);
  const first = changed(source, ({ isFirst }) => isFirst);
  const distrusting = changed(source, ({ authorities }) => authorities.removed.length > 0);
  const digest = (host: PlannedRolloutHost): string => host.name;
  const stage = (
    draft: Omit<Draft, 'batches' | 'inClear' | 'harm'>,
    hosts: readonly PlannedRolloutHost[],
    commands: (host: PlannedRolloutHost) => readonly string[],
  ): Draft | undefined =>
    hosts.length === 0
      ? undefined
      : {
          ...draft,
          harm: [],
          inClear: clearAfter(source),
          batches: batchesOf(hosts, (host) => ({ host: host.name, commands: commands(host) }), most(source)),
        };
  return [
    stage(
      {
        kind: 'write',
        title: 'the files say what is in force, and are not loaded',
        why: 'the next restart finds what was brought up by hand',
        gate: writing.map((host): Observation => ({ kind: 'file', host: digest(host), digest: 'after' })),
        back: [],
        restart: 'from here on a restarted host comes back closed: its conns wait for an SA',
      },
      writing,
      (host) => placeFiles(commandHost(host), 'after', host.groups),
    ),
    stage(
      {
        kind: 'leave',
        title: 'the hosts that leave stop',
        why: 'their peers have forgotten them: nobody waits for them',
        gate: [],
        back: [],
        restart: 'the host comes back without IPsec',
      },
      leaving,
      (host) => ['systemctl disable --now ipsec', `rm -f /etc/ipsec.d/${host.confName}.conf`],
    ),
    stage(
      {
        kind: 'distrust',
        title: 'the old authority is trusted no longer',
        why: 'every host has its certificate of the new one',
        gate: [],
        back: [],
        restart: 'a restarted host trusts the new authority alone',
      },
      distrusting,
      (host) => [
        ...of(host).authorities.removed.map(
          ({ fingerprintSha256 }) =>
            `# remove the authority with SHA-256 ${fingerprintSha256} from the database: certutil -D -d sql:${host.nss} -n NICKNAME`,
        ),
        rereadCertificates(commandHost(host)),
      ],
    ),
    stage(
      {
        kind: 'enable',
        title: 'IPsec starts at boot',
        why: 'only now: a host that rebooted before came back as it had been',
        gate: first.map((host): Observation => ({ kind: 'running', host: host.name })),
        back: [],
        restart: 'a rebooted host comes back encrypted',
      },
      first,
      () => ['systemctl enable ipsec'],
    ),
  ];
}

function clearNow({ effects, phases, sorted }: StageSource): number {
  // Before any phase pairs are what they were: those with conns of the kept kind talk through their SAs.
  if (phases.length === 0) return 0;
  const fresh = sorted.kinds.filter(({ pair }) => pair.conns === 'new');
  return effects.length === 0 ? 0 : fresh.reduce((sum, { count }) => sum + count, 0);
}

function clearAfter({ effects, phases }: StageSource): number {
  const last = phases[phases.length - 1];
  return effects
    .filter(({ phase, outcome }) => phase === last && outcome === 'clear')
    .reduce((sum, { kind }) => sum + kind.count, 0);
}

interface PhaseText {
  readonly title: string;
  readonly why: string;
  readonly restart: string;
}

const texts: Readonly<Record<TrafficPhase, PhaseText>> = {
  load: {
    title: 'pluto has the conns, and does nothing with them',
    why: 'a conn that is only added changes no packet; once all hosts have it any two can be brought up',
    restart: 'a restarted host has its conns added again: nothing changes',
  },
  'load-as-written': {
    title: 'the conns are loaded as they are written',
    why: 'what waits for an SA holds packets from then on',
    restart: 'a restarted host loads the same again',
  },
  soften: {
    title: 'every host has the groups, and none of them insists',
    why: 'two hosts that wait to be asked go on in clear; each answers when it is asked',
    restart: 'a restarted host loads the same again',
  },
  harden: {
    title: 'the groups insist',
    why: 'a host that insists asks, and a host that waits to be asked answers',
    restart: 'a restarted host sends in clear until its groups are loaded, and then negotiates with every peer',
  },
  up: {
    title: 'pair by pair is brought up',
    why: 'both ends have the conn: what is lost is what is on the way while one has its SA and the other not yet',
    restart:
      'a restarted host is in clear with its peers again from 5.0; up to 4.15 its peers hold their packets until it is brought up',
  },
  route: {
    title: 'the conns are routed',
    why: 'while the SA is up that costs nothing, and closes the pair: an SA that goes is asked for again, and nothing leaves in clear meanwhile',
    restart:
      'the peers of a restarted host hold their packets until it asks or is asked; its own are readable until its conns are loaded',
  },
  drop: {
    title: 'what is left over is deleted',
    why: 'a conn that the mesh no longer has would go on taking packets',
    restart: 'a restarted host loads its new files',
  },
  strict: {
    title: 'the packet filter refuses plaintext from and to peers',
    why: 'every pair is encrypted: nothing is refused but what should not be there',
    restart: 'a restarted host says nothing in clear, and its peers take nothing in clear',
  },
};

/** A phase as a stage. */
function phaseStage(phase: TrafficPhase, source: StageSource): Draft | undefined {
  const { title, why, restart } = texts[phase];
  const effects = source.effects.filter((effect) => effect.phase === phase);
  const steps = phase === 'up' ? upBatches(source) : hostBatches(phase, source);
  return {
    kind: phase,
    title,
    why,
    restart,
    batches: steps,
    harm: harmOf(effects, source),
    inClear: effects
      .filter(({ outcome, kind }) => outcome === 'clear' && kind.counts)
      .reduce((sum, { kind }) => sum + kind.count, 0),
    gate: gateOf(phase, source),
    back: backOf(phase, source),
  };
}

/** Whether pluto is to be started: it has no conn yet, and nobody saw it run. */
function starts({ isFirst, runs }: HostChanges): boolean {
  return isFirst && !runs;
}

function freshConns({ conns }: HostChanges): readonly string[] {
  return [...conns.added, ...conns.changed];
}

function hostBatches(phase: TrafficPhase, source: StageSource): Stage['batches'] {
  const { changes } = source;
  const of = (host: PlannedRolloutHost): HostChanges => changes.get(host.name) as HostChanges;
  const hosts = actingIn(phase, source);
  return batchesOf(hosts, (host) => ({ host: host.name, commands: commandsFor(phase, host, of(host)) }), most(source));
}

function actingIn(phase: TrafficPhase, source: StageSource): readonly PlannedRolloutHost[] {
  return changed(source, (change) => {
    if (phase === 'strict') return change.filter === 'strict';
    if (phase === 'drop') return change.conns.removed.length > 0 && !change.leaves;
    return !change.leaves && freshConns(change).length > 0;
  });
}

function commandsFor(phase: TrafficPhase, host: PlannedRolloutHost, change: HostChanges): readonly string[] {
  const { conns } = change;
  switch (phase) {
    case 'load':
      return [
        ...placeFiles(commandHost(host), 'between'),
        ...(starts(change) ? [startPluto] : [...auto('add', conns.added), ...auto('replace', conns.changed)]),
      ];
    case 'load-as-written':
      return [
        ...placeFiles(commandHost(host), 'after', host.groups),
        ...(starts(change)
          ? [startPluto]
          : [...auto('add', conns.added), ...auto('replace', conns.changed), 'ipsec whack --listen']),
      ];
    case 'soften':
      return [
        ...placeFiles(commandHost(host), 'between', host.groups),
        ...(starts(change) ? [startPluto] : [...auto('replace', freshConns(change)), 'ipsec whack --listen']),
      ];
    case 'harden':
      return [
        ...placeFiles(commandHost(host), 'after', host.groups),
        ...auto('replace', host.groups),
        'ipsec whack --listen',
      ];
    case 'route':
      return auto('route', freshConns(change));
    case 'drop':
      return auto('delete', conns.removed);
    case 'strict':
      return loadFilter(commandHost(host), 'after');
    case 'up':
      return [];
  }
}

/** Pairs whose SA is to be brought up: first those of the canary, so that a fault shows early. */
function upPairs({ sorted }: StageSource): readonly RolloutPair[] {
  return sorted.pairs.filter(
    ({ a, b, conns }) =>
      a.target !== undefined && b.target !== undefined && ['new', 'changed', 'moved'].includes(conns),
  );
}

function upBatches(source: StageSource): Stage['batches'] {
  const byHost = new Map<string, PlanStep[]>();
  for (const { a, b } of upPairs(source)) {
    const conn = connFor(a as PlannedRolloutHost, b as PlannedRolloutHost, source);
    const steps = byHost.get(a.name) ?? [];
    byHost.set(a.name, steps);
    steps.push({ host: a.name, peer: b.name, commands: auto('up', conn === undefined ? [] : [conn]) });
  }
  // One host after the other brings up its pairs: no two ends negotiate with each other at once.
  return [...byHost.values()];
}

function connFor(host: PlannedRolloutHost, peer: PlannedRolloutHost, { changes }: StageSource): string | undefined {
  const change = changes.get(host.name);
  const addresses: readonly string[] = peer.target?.addresses ?? [];
  return change === undefined
    ? undefined
    : freshConns(change).find((name) => addresses.includes(change.conns.peers.get(name) ?? ''));
}

function harmOf(effects: readonly PhaseEffect[], { sorted }: StageSource): readonly StageHarm[] {
  const found: StageHarm[] = [];
  for (const effect of effects) {
    if (!effect.kind.counts) continue;
    const pairs = sorted.of(effect.kind);
    const told = { pairs: pairs.length, examples: pairs.slice(0, 3).map(namesOf) };
    if (effect.harm !== 'none')
      found.push({ ...told, harm: effect.harm, seconds: secondsOf[effect.harm], why: whyOf(effect) });
    if (effect.clearAgain)
      found.push({ ...told, harm: 'clear-again', seconds: secondsOf['clear-again'], why: whyOf(effect) });
  }
  return found;
}

function whyOf({ harm, why, phase }: PhaseEffect): string {
  if (harm === 'hand-over') return 'one end has its SA a moment before the other';
  if (harm === 'negotiation')
    return phase === 'harden' || phase === 'load-as-written'
      ? 'what waits for an SA is routed before the SA is there'
      : 'the pair negotiates again';
  return why === '' ? 'one end has what the other does not have yet' : why;
}

const namesOf = ({ a, b }: RolloutPair): readonly [string, string] => [a.name, b.name];

function pairsWith(hosts: readonly PlannedRolloutHost[], { sorted }: StageSource): readonly RolloutPair[] {
  return sorted.pairs.filter(({ a, b }) => hosts.some((host) => host.name === a.name || host.name === b.name));
}

function peersOf(host: PlannedRolloutHost, { sorted }: StageSource): readonly string[] {
  return sorted.pairs.flatMap(({ a, b }) =>
    a.name === host.name
      ? (b.target?.addresses.slice(0, 1) ?? [])
      : b.name === host.name
        ? (a.target?.addresses.slice(0, 1) ?? [])
        : [],
  );
}

function gateOf(phase: TrafficPhase, source: StageSource): readonly Observation[] {
  const { changes } = source;
  const hosts = actingIn(phase, source);
  const fresh = (host: PlannedRolloutHost): readonly string[] => freshConns(changes.get(host.name) as HostChanges);
  switch (phase) {
    case 'load':
    case 'load-as-written':
    case 'soften':
    case 'harden':
      return hosts.flatMap((host): readonly Observation[] => [{ kind: 'loaded', host: host.name, conns: fresh(host) }]);
    case 'route':
      return hosts.map((host): Observation => ({ kind: 'routed', host: host.name, conns: fresh(host) }));
    case 'drop':
      return hosts.map(
        (host): Observation => ({ kind: 'gone', host: host.name, conns: changes.get(host.name)?.conns.removed ?? [] }),
      );
    case 'strict':
      return hosts.map((host): Observation => ({ kind: 'closed', host: host.name, peers: peersOf(host, source) }));
    case 'up':
      return upPairs(source).map(
        ({ a, b }): Observation => ({ kind: 'sa', host: a.name, peer: b.name, address: b.target?.addresses[0] ?? '' }),
      );
  }
}

/** The way back from a phase; the last one that was done goes first. */
function backOf(phase: TrafficPhase, source: StageSource): readonly PlanStep[] {
  const { changes } = source;
  const steps = (
    hosts: readonly PlannedRolloutHost[],
    commands: (host: PlannedRolloutHost, change: HostChanges) => readonly string[],
  ): readonly PlanStep[] =>
    hosts.map((host) => ({ host: host.name, commands: commands(host, changes.get(host.name) as HostChanges) }));
  const hosts = actingIn(phase, source);
  switch (phase) {
    case 'strict':
      return steps(hosts, (host) => loadFilter(commandHost(host), 'between'));
    case 'route':
      return steps(hosts, (_, change) => auto('unroute', freshConns(change)));
    case 'up':
      return [];
    case 'drop':
      return steps(hosts, (_, { conns }) => auto('add', conns.removed));
    default:
      return steps(hosts, (host, change) =>
        change.isFirst
          ? ['systemctl stop ipsec', `rm -f /etc/ipsec.d/${host.confName}.conf`]
          : [
              ...auto('delete', change.conns.added),
              ...(change.conns.changed.length === 0
                ? []
                : ['# put the files that were gathered back, outcome:', ...auto('replace', change.conns.changed)]),
            ],
      );
  }
}
