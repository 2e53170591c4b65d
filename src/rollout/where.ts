/** Where a cluster is in a plan: which stages can be seen to be done, what is next, and whether it is elsewhere. */
import { passesFilter } from '../explain/filter.ts';
import type { HostState } from '../explain/traffic-state.ts';
import { isEnd } from '../hosts/facts/running-conns.ts';
import { readAddress } from '../net/address.ts';
import { digestOf } from './digests.ts';
import type { Observation, RolloutPlan, Stage } from './plan.ts';

/** What of a gate is to be seen. `unknown`: the fact was not gathered. */
export interface Seen {
  readonly observation: Observation;
  readonly is: 'yes' | 'no' | 'unknown';
  readonly text: string;
}

/** A stage with what is to be seen of it. */
export interface SeenStage {
  readonly stage: Stage;
  readonly done: 'yes' | 'partly' | 'no' | 'unknown';
  readonly seen: readonly Seen[];
}

/** Where the cluster is. */
export interface Whereabouts {
  readonly stages: readonly SeenStage[];
  /** The number of the stage that is to be done next; absent where all are done. */
  readonly next?: number;
  /** Hosts whose files are none that the plan knows, with what is wrong; the plan is not to be gone on with. */
  readonly elsewhere: readonly string[];
}

/** Looks for the plan in what hosts have. */
export function whereIs(plan: RolloutPlan, hosts: readonly HostState[]): Whereabouts {
  const byName = new Map(hosts.map((host) => [host.name, host]));
  const stages = plan.stages.map((stage): SeenStage => {
    const seen = stage.gate.map((observation) => look(observation, byName.get(observation.host), plan));
    const words = new Set(seen.map(({ is }) => is));
    const done =
      seen.length === 0
        ? 'unknown'
        : words.size === 1
          ? (seen[0]?.is ?? 'unknown')
          : words.has('yes') && words.has('no')
            ? 'partly'
            : words.has('no')
              ? 'no'
              : 'unknown';
    return { stage, done, seen };
  });
  // A stage of which nothing can be seen is done where a later one is.
  const lastDone = stages.reduce((last, { done, stage }) => (done === 'yes' ? Math.max(last, stage.number) : last), 0);
  const next = stages.find(({ done, stage }) => done !== 'yes' && (done !== 'unknown' || stage.number > lastDone));
  const elsewhere = Object.entries(plan.digests).flatMap(([name, digests]): readonly string[] => {
    const host = byName.get(name);
    if (host === undefined) return [`${name}: nothing was gathered of it`];
    const now = host.evidence === undefined ? undefined : digestOf(host.evidence.files);
    const known = [digests.before, digests.between, digests.after];
    return known.includes(now) || now === undefined
      ? []
      : [`${name}: its files are neither what it had nor what the plan gives it`];
  });
  return { stages, elsewhere, ...(next === undefined ? {} : { next: next.stage.number }) };
}

function look(observation: Observation, host: HostState | undefined, plan: RolloutPlan): Seen {
  const say = (is: Seen['is'], text: string): Seen => ({ observation, is, text });
  const { kind } = observation;
  if (host === undefined) return say('unknown', `${observation.host}: nothing was gathered of it`);
  const { name } = host;
  switch (kind) {
    case 'running':
      return host.pluto === 'unknown'
        ? say('unknown', `${name}: facts/status.txt is missing`)
        : say(
            host.pluto === 'running' ? 'yes' : 'no',
            `${name}: pluto ${host.pluto === 'running' ? 'runs' : 'does not run'}`,
          );
    case 'loaded':
    case 'gone':
    case 'routed': {
      if (host.listed === undefined)
        return host.pluto === 'stopped'
          ? say(kind === 'gone' ? 'yes' : 'no', `${name}: pluto does not run`)
          : say('unknown', `${name}: facts/status.txt is missing`);
      const has = (conn: string): boolean =>
        kind === 'routed' ? host.conns?.get(conn) === 'routed' : host.listed?.has(conn) === true;
      const bad = observation.conns.filter((conn) => has(conn) === (kind === 'gone'));
      const what = { loaded: 'loaded and oriented', gone: 'gone', routed: 'routed' }[kind];
      return bad.length === 0
        ? say('yes', `${name}: ${observation.conns.length} conns ${what}`)
        : say(
            'no',
            `${name}: ${bad.slice(0, 3).join(', ')}${bad.length > 3 ? ` and ${bad.length - 3} more` : ''} not ${what}`,
          );
    }
    case 'sa': {
      if (host.up === undefined) return say('unknown', `${name}: facts/status.txt is missing`);
      const peer = readAddress(observation.address);
      const isUp = peer !== undefined && host.up.some((ends) => isEnd(ends, peer));
      return say(isUp ? 'yes' : 'no', `${name}: ${isUp ? 'an' : 'no'} SA with ${observation.peer}`);
    }
    case 'certificate': {
      const has = host.evidence?.certificates.some(
        ({ certificate }) => certificate.fingerprintSha256 === observation.sha256,
      );
      const text = `${name}: certificate ${observation.sha256.slice(0, 16)}…`;
      return host.evidence === undefined ? say('no', text) : say(has === true ? 'yes' : 'no', text);
    }
    case 'authority': {
      const known = host.evidence?.authorities?.map(({ certificate }) => certificate.fingerprintSha256);
      if (known === undefined) return say('unknown', `${name}: facts/certificates.pem is missing`);
      return say(observation.sha256.every((print) => known.includes(print)) ? 'yes' : 'no', `${name}: the authorities`);
    }
    case 'release':
      return say(
        host.evidence?.release === observation.release ? 'yes' : 'no',
        `${name}: libreswan ${observation.release}`,
      );
    case 'file': {
      const now = host.evidence === undefined ? undefined : digestOf(host.evidence.files);
      return say(
        now !== undefined && now === plan.digests[name]?.after ? 'yes' : 'no',
        `${name}: its files are those of the plan`,
      );
    }
    case 'closed':
    case 'open': {
      if (host.filter === undefined)
        return host.filterKnown === true
          ? say(kind === 'open' ? 'yes' : 'no', `${name}: nothing is filtered`)
          : say('unknown', `${name}: no fact of the packet filter`);
      const [local] = host.addresses;
      const peers = observation.peers.flatMap((peer) => readAddress(peer) ?? []);
      if (local === undefined || peers.length === 0) return say('unknown', `${name}: no address is known`);
      const refused = peers.every(
        (peer) =>
          passesFilter(host, {
            local,
            peer,
            traffic: { protocol: 1, secured: false },
            direction: 'out',
            isAnswer: false,
          }).answer === 'no',
      );
      return say(
        refused === (kind === 'closed') ? 'yes' : 'no',
        `${name}: plaintext to its peers ${refused ? 'is refused' : 'passes'}`,
      );
    }
  }
}
