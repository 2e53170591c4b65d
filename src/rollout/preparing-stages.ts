/** The stages before any phase: what touches no packet, and has to be there before anything does; and another release. */
import {
  filterScripts,
  importCertificate,
  loadFilter,
  placeFiles,
  placeSecrets,
  rereadCertificates,
} from './commands.ts';
import type { HostChanges } from './host-changes.ts';
import type { Observation, StageKind } from './plan.ts';
import type { PlannedRolloutHost } from './rollout-input.ts';
import { secondsOf } from './stage-harm.ts';
import {
  batchesOf,
  changed,
  changesOf,
  type Draft,
  namesOf,
  pairsWith,
  peersOf,
  type StageSource,
  starts,
} from './stage-source.ts';

/** What touches no packet, and has to be there before anything does. */
export function preparingStages(source: StageSource): readonly Draft[] {
  const of = (host: PlannedRolloutHost): HostChanges => changesOf(source, host);
  const inClear = clearNow(source);
  const stage = (
    kind: StageKind,
    title: string,
    why: string,
    hosts: readonly PlannedRolloutHost[],
    commands: (host: PlannedRolloutHost) => readonly string[],
    gate: (host: PlannedRolloutHost) => readonly Observation[],
    restart = 'a restart changes nothing that the stage has not changed',
  ): Draft => ({
    kind,
    title,
    why,
    batches: batchesOf(source, hosts, commands),
    gate: hosts.flatMap(gate),
    restart,
    harm: [],
    inClear,
    back: [],
  });
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
        rereadCertificates(host),
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
      (host) => [importCertificate(host), ...(starts(of(host)) ? [] : [rereadCertificates(host)])],
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
      (host) => [placeSecrets(host), ...(starts(of(host)) ? [] : ['ipsec whack --rereadsecrets'])],
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
      first.filter((host) => filterScripts(host).length > 0),
      (host) => loadFilter(host, 'between'),
      (host) => [{ kind: 'open', host: host.name, peers: peersOf(host, source) }],
      'a rebooted host has lost the rules: load them again',
    ),
    {
      kind: 'upgrade',
      title: 'each host gets its release, one after the other',
      why: 'a restart ends the SAs of the host; with a filter that refuses plaintext on both ends nothing is readable meanwhile',
      batches: upgraded.map((host) => [
        {
          host: host.name,
          commands: [
            `# install libreswan ${of(host).release?.[1] ?? ''}`,
            ...placeFiles(host, 'after'),
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
      inClear,
      gate: upgraded.flatMap((host): readonly Observation[] => [
        { kind: 'release', host: host.name, release: of(host).release?.[1] ?? '' },
        { kind: 'running', host: host.name },
      ]),
      back: [],
      restart: 'that is what the stage does',
    },
  ];
}

function clearNow({ effects, phases, sorted }: StageSource): number {
  // Before any phase pairs are what they were: those with conns of the kept kind talk through their SAs.
  if (phases.length === 0) return 0;
  const fresh = sorted.kinds.filter(({ pair }) => pair.conns === 'new');
  return effects.length === 0 ? 0 : fresh.reduce((sum, { count }) => sum + count, 0);
}
