/** The stages before any phase: what touches no packet, and has to be there before anything does; and another release. */

import { applySteps, hasFilter, placeSecrets, removeMesh, rereadCertificates, trustAuthority } from './commands.ts';
import type { HostChanges } from './host-changes.ts';
import type { Observation, StageKind } from './plan.ts';
import { needsRestart, restartHarm } from './restart-harm.ts';
import type { PlannedRolloutHost } from './rollout-input.ts';
import { batchesOf, changed, changesOf, type Draft, peersOf, type StageSource } from './stage-source.ts';

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
    undo?: (host: PlannedRolloutHost) => readonly string[],
  ): Draft => ({
    kind,
    title,
    why,
    batches: batchesOf(source, hosts, commands),
    gate: hosts.flatMap(gate),
    restart,
    harm: kind === 'trust' || kind === 'certificate' ? restartHarm(hosts, source) : [],
    inClear,
    back: undo === undefined ? [] : hosts.map((host) => ({ host: host.name, commands: undo(host) })),
  });
  const trusting = changed(source, ({ authorities }) => authorities.added.length > 0);
  const certified = changed(source, ({ certificate }) => certificate !== 'none');
  // A new host gets its keys with its other files.
  const keyed = changed(source, ({ secrets, isFirst }) => secrets && !isFirst);
  const first = changed(source, ({ isFirst }) => isFirst);
  return [
    stage(
      'trust',
      'both authorities are trusted everywhere',
      'a certificate of the new authority is refused by whoever does not have it yet',
      trusting,
      (host) => [
        ...of(host).authorities.added.map((authority) => trustAuthority(host, authority)),
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
      (host) => [
        ...applySteps(host, 'after', ['certificate']),
        ...(needsRestart(host, source) ? [rereadCertificates(host)] : []),
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
      (host) => [...placeSecrets(host), 'ipsec whack --rereadsecrets'],
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
      first.filter(hasFilter),
      (host) => applySteps(host, 'between', ['files', 'filter']),
      (host) => [{ kind: 'open', host: host.name, peers: peersOf(host, source) }],
      'a rebooted host has lost the rules: load them again',
      (host) => removeMesh(host, 'between'),
    ),
  ];
}

function clearNow({ effects, phases, sorted }: StageSource): number {
  // Before any phase pairs are what they were: those with conns of the kept kind talk through their SAs.
  if (phases.length === 0) return 0;
  const fresh = sorted.kinds.filter(({ pair }) => pair.conns === 'new');
  return effects.length === 0 ? 0 : fresh.reduce((sum, { count }) => sum + count, 0);
}
