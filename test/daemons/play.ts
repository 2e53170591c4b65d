/**
 * Plays pairs on real daemons: both hosts load what they have, each end in turn brings up what it has for the other (by a
 * packet where the conn waits for one), rekeys it, and takes it down. Many pairs are played at once; each has addresses,
 * names and authorities of its own, so that none is taken for another.
 */

import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type DebianRelease, releaseTools } from '../support/debian/release-tools.ts';
import { fillDatabase } from './certificates.ts';
import { type Daemon, pause, startDaemon } from './daemon.ts';
import { addressesOf, entriesOf, type Pair, type Placed, place } from './pair.ts';
import { holds, type Packet, type Policy, policyFor, readPolicies } from './policies.ts';
import { newWorld, type World } from './world.ts';

export type End = 'a' | 'b';

/** What came of the attempts of one end. */
export interface Attempt {
  /** Conns that this end can bring up. */
  readonly tried: readonly string[];
  /** Conns with a Child SA, at this end and at the other. */
  readonly up: readonly string[];
  readonly upThere: readonly string[];
  /** Conns whose Child SA was replaced when this end asked for it, at both ends alike. */
  readonly rekeyed: boolean;
}

/** What the daemons made of a pair. */
export interface Played {
  readonly works: boolean;
  /** Whether a daemon was there no more in the end: then nothing is known. */
  readonly isLost: boolean;
  readonly from: Readonly<Record<End, Attempt>>;
  readonly loaded: Readonly<Record<End, readonly string[]>>;
  /** Packets between covered addresses that no template protects, as text. */
  readonly unprotected: readonly string[];
  /** The policies of each host for the other, before and after the conns were up. */
  readonly policies: Readonly<Record<End, { readonly routed: readonly Policy[]; readonly up: readonly Policy[] }>>;
  /** What the daemons said about the pair. */
  readonly said: Readonly<Record<End, readonly string[]>>;
}

const here = dirname(fileURLToPath(import.meta.url));
const ends: readonly End[] = ['a', 'b'];
const otherOf = (end: End): End => (end === 'a' ? 'b' : 'a');

/** Plays the pairs, and gives what came of each, in their order. */
export function playPairs(pairs: readonly Pair[]): readonly Played[] {
  const placed = pairs.map((pair, i) => place(pair, i));
  const results: Played[] = [];
  for (let at = 0; at < placed.length; at += most) results.push(...playOnStage(placed.slice(at, at + most)));
  return results;
}

/** Pairs played at once. */
const most = 150;

/** A pair whose secrets or setup would concern others has daemons of its own. */
const isAlone = ({ pair }: Placed): boolean =>
  pair.alone === true || pair.a.setup !== undefined || pair.b.setup !== undefined;

/** Plays pairs on daemons that have all their certificates and secrets. */
function playOnStage(placed: readonly Placed[]): readonly Played[] {
  const hosts = new Map<string, { readonly end: End; readonly release: DebianRelease; readonly own: Placed[] }>();
  const hostOf = (each: Placed, end: End): string =>
    isAlone(each) ? `${end}-${each.number}` : `${end}${each.pair[end].release.replace('.', '')}`;
  for (const each of placed)
    for (const end of ends) {
      const host = hostOf(each, end);
      const known = hosts.get(host) ?? { end, release: each.pair[end].release, own: [] };
      known.own.push(each);
      hosts.set(host, known);
    }
  const world = newWorld([...hosts.keys()]);
  const daemons = new Map<string, Daemon>();
  try {
    for (const [host, { end, release, own }] of hosts) {
      const tools = releaseTools(release);
      if (tools === undefined) throw new Error(`no tools of ${release}`);
      world.addAddresses(
        host,
        own.flatMap((each) => addressesOf(each, end)),
      );
      const daemon = startDaemon({
        tools,
        world,
        host,
        setup: own.map(({ pair, fill }) => fill(pair[end].setup ?? '')).join(''),
        nss: (folder) =>
          fillDatabase(
            tools,
            own.flatMap((each) => entriesOf(each, end)),
            folder,
          ),
      });
      daemons.set(host, daemon);
      daemon.write('ipsec.secrets', own.map(({ pair, fill }) => fill(pair[end].secrets ?? '')).join(''));
    }
    for (const daemon of daemons.values()) {
      daemon.ready();
      daemon.whack('--rereadsecrets');
    }
    const daemonOf = (each: Placed, end: End): Daemon => daemons.get(hostOf(each, end)) as Daemon;
    return playTogether(placed, daemonOf, [...daemons.values()], world);
  } finally {
    for (const daemon of daemons.values()) daemon.stop();
    world.remove();
  }
}

const fileOf = ({ number }: Placed): string => `pairs/${number}.conf`;

type DaemonOf = (placed: Placed, end: End) => Daemon;

function playTogether(
  placed: readonly Placed[],
  daemonOf: DaemonOf,
  daemons: readonly Daemon[],
  world: World,
): readonly Played[] {
  const journal = newJournal(daemons);
  const linesOf = (each: Placed, end: End): readonly string[] => journal.linesOf(daemonOf(each, end), each);
  for (const end of ['b', 'a'] as const)
    for (const daemon of new Set(placed.map((each) => daemonOf(each, end)))) load(daemon, end);
  // What starts by itself gets time to do so, and is then taken down like the rest.
  if (placed.some(({ pair }) => [pair.a, pair.b].some(({ conf }) => /auto=(?:start|up)/.test(conf)))) pause(1500);
  const loaded = byDaemon(daemons, loadedConns);
  const namesOf = (each: Placed, end: End): readonly LoadedConn[] =>
    (loaded.get(daemonOf(each, end)) ?? []).filter(({ name }) => isOf(each, name));
  /** What would wait for a packet and could not be routed beside another is no conn that anything is sent through. */
  const triable = (each: Placed, end: End): readonly string[] => {
    const waiting = waitingConns(each.fill(each.pair[end].conf));
    return namesOf(each, end).flatMap(({ name, kind, waits }) =>
      kind === 'tunnel' && (waits || !waiting.has(name.replace(/\/.*/, ''))) ? [name] : [],
    );
  };
  down();
  const routed = byDaemon(daemons, (daemon) => readPolicies(world.shell(daemon.host, 'ip xfrm policy')));
  const attempts = new Map<string, Attempt>();
  const policies = new Map<string, readonly Policy[]>();
  for (const end of ends) {
    // What a conn has learnt of its peer while it was up is forgotten: each end is the first to speak.
    if (end === 'b') reload();
    journal.mark();
    const tries = bringUp(end, placed);
    untilTold(
      placed.filter(({ number }) => tries.has(number)),
      (each) => triable(each, end).length,
      (late) => bringUp(end, late, true),
    );
    const first = byDaemon(daemons, children);
    journal.mark();
    const rekeying = placed.filter((each) => childrenOf(first, each, end).length > 0);
    for (const each of rekeying)
      for (const { name } of childrenOf(first, each, end))
        daemonOf(each, end).whack('--name', name, rekeyOption(daemonOf(each, end)), '--asynchronous');
    untilTold(rekeying, (each) => childrenOf(first, each, end).length);
    const second = byDaemon(daemons, children);
    const now = byDaemon(daemons, (daemon) => readPolicies(world.shell(daemon.host, 'ip xfrm policy')));
    for (const each of placed) {
      const [mine, theirs] = [childrenOf(first, each, end), childrenOf(first, each, otherOf(end))];
      const [mineNow, theirsNow] = [childrenOf(second, each, end), childrenOf(second, each, otherOf(end))];
      attempts.set(`${each.number} ${end}`, {
        tried: triable(each, end),
        up: mine.map(({ name }) => name),
        upThere: theirs.map(({ name }) => name),
        rekeyed: areReplaced(mine, mineNow) && areReplaced(theirs, theirsNow),
      });
      for (const at of ends)
        policies.set(`${each.number} ${end} ${at}`, ofPair(each, now.get(daemonOf(each, at)) ?? []));
    }
    down();
  }
  const gone = new Set(daemons.filter((daemon) => !daemon.alive()));
  const played = placed.map((each): Played => {
    const from = { a: attempts.get(`${each.number} a`) as Attempt, b: attempts.get(`${each.number} b`) as Attempt };
    const after = (at: End): readonly Policy[] =>
      policies.get(`${each.number} ${from[at].up.length > 0 ? at : otherOf(at)} ${at}`) ?? [];
    const up = { a: after('a'), b: after('b') };
    const before = {
      a: ofPair(each, routed.get(daemonOf(each, 'a')) ?? []),
      b: ofPair(each, routed.get(daemonOf(each, 'b')) ?? []),
    };
    const unprotected = ends.flatMap((end) => [
      ...unprotectedPackets(each, end, up, up[end]),
      // What waits for packets protects from the moment in which it is loaded.
      ...(/auto=(?:add|start|up)/.test(each.pair[end].conf) ? [] : unprotectedPackets(each, end, up, before[end])),
    ]);
    const isUp = (end: End): boolean =>
      new Set(from[end].up).size >= from[end].tried.length &&
      from[end].tried.every((name) => from[end].up.some((other) => saysTheSame(each, end, name, other))) &&
      new Set(from[end].up).size === new Set(from[end].upThere).size &&
      from[end].rekeyed;
    return {
      isLost: ends.some((end) => gone.has(daemonOf(each, end))),
      works: ends.every(isUp) && unprotected.length === 0,
      from,
      loaded: {
        a: namesOf(each, 'a').map(({ name }) => name),
        b: namesOf(each, 'b').map(({ name }) => name),
      },
      unprotected,
      policies: {
        a: { routed: before.a, up: up.a },
        b: { routed: before.b, up: up.b },
      },
      said: { a: linesOf(each, 'a'), b: linesOf(each, 'b') },
    };
  });
  return played;

  /** Files that say nothing about others are loaded together; where that fails, and all others, one by one. */
  function load(daemon: Daemon, end: End): void {
    const own = placed.filter((each) => daemonOf(each, end) === daemon);
    for (const each of own) daemon.write(fileOf(each), each.fill(each.pair[end].conf));
    const plain = own.filter((each) => !/^(?:config|include|version)\b|%default/m.test(each.pair[end].conf));
    daemon.write('pairs.conf', plain.map((each) => `${each.fill(each.pair[end].conf)}\n`).join(''));
    const areLoaded = plain.length > 0 && daemon.load('pairs.conf').status === 0;
    for (const each of own) if (!areLoaded || !plain.includes(each)) daemon.load(fileOf(each));
  }

  /** Loads once more what has several conns; of one conn nothing that it has learnt matters. */
  function reload(): void {
    for (const each of placed)
      for (const end of ends) if (namesOf(each, end).length > 1) daemonOf(each, end).load(fileOf(each));
  }

  function down(): void {
    for (let tries = 0; tries < 6; tries += 1) {
      const now = byDaemon(daemons, states);
      const namesAt = (each: Placed, end: End): readonly string[] => [
        ...new Set((now.get(daemonOf(each, end)) ?? []).filter((name) => isOf(each, name))),
      ];
      let left = 0;
      for (const each of placed)
        for (const end of ends) {
          const names = namesAt(each, end);
          left += names.length;
          // What one end takes down goes at the other by itself.
          if (tries % 2 === 0 && (end === 'a' || namesAt(each, 'a').length === 0))
            for (const name of names) daemonOf(each, end).whack('--name', name, '--terminate', '--asynchronous');
        }
      if (left === 0) break;
      pause(300);
    }
    // What the kernel has asked pluto for is forgotten after a second.
    pause(1200);
  }

  /** Waits until each of the pairs has as many Child SAs at both ends as it should, or a failure; six seconds at most. */
  function untilTold(
    some: readonly Placed[],
    wanted: (each: Placed) => number,
    again: (late: readonly Placed[]) => void = () => {},
  ): void {
    for (let tries = 0; tries < 60; tries += 1) {
      pause(100);
      journal.read();
      const late = some.filter(
        (each) =>
          !hasFailed(each) &&
          ends.some(
            (end) =>
              journal.fresh(daemonOf(each, end), each).filter((line) => established.test(line)).length < wanted(each),
          ),
      );
      if (late.length === 0) break;
      // The kernel asks for one at a time between two hosts, and forgets after a second that it asked.
      if (tries % 12 === 11) again(late);
    }
    pause(300);
  }

  function hasFailed(each: Placed): boolean {
    return ends.some((end) =>
      journal.fresh(daemonOf(each, end), each).some((line) => failure.test(line) && !harmless.test(line)),
    );
  }

  /** Sends a packet through each policy that waits for one, and initiates the other conns; gives the pairs of which something was done. */
  function bringUp(end: End, some: readonly Placed[], isRetry = false): ReadonlySet<number> {
    const done = new Set<number>();
    const now = byDaemon(daemons, (daemon) => readPolicies(world.shell(daemon.host, 'ip xfrm policy')));
    const packets = new Map<Daemon, string[]>();
    for (const each of some) {
      const daemon = daemonOf(each, end);
      const waiting = ofPair(each, now.get(daemon) ?? []).filter(
        (policy) => policy.direction === 'out' && policy.waits,
      );
      for (const policy of waiting) {
        const packet = packetThrough(policy, each, end);
        if (packet === undefined) continue;
        const list = packets.get(daemon) ?? [];
        const { source, destination, protocol, sourcePort = 40000, destinationPort = 40009 } = packet;
        list.push(`${source} ${destination} ${protocol} ${sourcePort} ${destinationPort}\n`);
        packets.set(daemon, list);
        done.add(each.number);
      }
      if (isRetry) continue;
      const routed = new Set(namesOf(each, end).flatMap(({ name, waits }) => (waits ? [name] : [])));
      for (const name of triable(each, end).filter((name) => !routed.has(name))) {
        daemon.whack('--name', name, '--initiate', '--asynchronous');
        done.add(each.number);
      }
    }
    for (const [daemon, lines] of packets) world.shell(daemon.host, `perl '${join(here, 'send.pl')}'`, lines.join(''));
    return done;
  }

  function childrenOf(of: ReadonlyMap<Daemon, readonly Child[]>, each: Placed, end: End): readonly Child[] {
    return (of.get(daemonOf(each, end)) ?? []).filter(({ name }) => isOf(each, name));
  }
}

function byDaemon<T>(daemons: readonly Daemon[], ask: (daemon: Daemon) => T): ReadonlyMap<Daemon, T> {
  return new Map(daemons.map((daemon) => [daemon, ask(daemon)]));
}

/** Of two conns that say the same either may be the one that is up. */
function saysTheSame(each: Placed, end: End, name: string, other: string): boolean {
  const sections = each.fill(each.pair[end].conf).split(/^conn /m);
  const bodyOf = (conn: string): string | undefined =>
    sections.find((section) => section.startsWith(`${conn.replace(/\/.*/, '')}\n`))?.replace(/^.*\n/, '');
  return name === other || (bodyOf(name) !== undefined && bodyOf(name) === bodyOf(other));
}

const isOf = ({ number }: Placed, name: string): boolean => new RegExp(`^p${number}(?![0-9])`).test(name);

interface LoadedConn {
  readonly name: string;
  /** A template takes whoever comes; a shunt never negotiates. */
  readonly kind: 'tunnel' | 'template' | 'shunt';
  /** Whether a packet brings it up. */
  readonly waits: boolean;
}

/** The conns that pluto has, instances apart. */
function loadedConns(daemon: Daemon): readonly LoadedConn[] {
  const { stdout } = daemon.whack('--status');
  const shunts = new Set(
    [...stdout.matchAll(/^(?:000 )?"([^"]+)":\s+policy: (.*)$/gm)].flatMap(([, name, policy]) =>
      /NEVER_NEGOTIATE|\b(PASS|DROP|REJECT)\b/.test(policy ?? '') ? [name] : [],
    ),
  );
  return [...stdout.matchAll(/^(?:000 )?"([^"]+)": (\S.*(?:\.\.\.).*); (?:eroute owner|my_ip)/gm)].map(
    ([, name = '', text = '']) => ({
      name,
      kind: shunts.has(name)
        ? 'shunt'
        : /\.\.\.(?:[^;]*)%any/.test(text) || text.startsWith('%any')
          ? 'template'
          : 'tunnel',
      waits: /prospective erouted|routed-ondemand/.test(text),
    }),
  );
}

/** Names of the conns of a file that wait for a packet. */
function waitingConns(conf: string): ReadonlySet<string> {
  return new Set(
    conf
      .split(/^(?=conn )/m)
      .flatMap((section) =>
        /^\s+auto=(?:ondemand|route)/m.test(section) ? [/^conn (\S+)/.exec(section)?.[1] ?? ''] : [],
      ),
  );
}

interface Child {
  readonly name: string;
  readonly serial: number;
}

/** The Child SAs that are up. */
function children(daemon: Daemon): readonly Child[] {
  const { stdout } = daemon.whack('--trafficstatus');
  return [...stdout.matchAll(/#(\d+): "([^"]+)"/g)].map(([, serial, name = '']) => ({ name, serial: Number(serial) }));
}

/** The conns that have a state of any kind. */
function states(daemon: Daemon): readonly string[] {
  const { stdout } = daemon.whack('--showstates');
  return [...stdout.matchAll(/#\d+: "([^"]+)"/g)].map(([, name = '']) => name);
}

const rekeyOption = ({ tools }: Daemon): string => (tools.release === '5.2' ? '--rekey-child' : '--rekey-ipsec');

/** Whether each conn that had a Child SA has another, made since. */
function areReplaced(before: readonly Child[], after: readonly Child[]): boolean {
  return (
    before.length > 0 &&
    before.every(({ name, serial }) => after.some((one) => one.name === name && one.serial > serial))
  );
}

const established = /established Child SA|IPsec SA established|rekeyed Child SA/;
/** What ends an attempt; the request for another group, and what a responder then forgets, is no failure. */
const failure =
  /AUTHENTICATION_FAILED|NO_PROPOSAL_CHOSEN|TS_UNACCEPTABLE|INVALID_SYNTAX|NO_ADDITIONAL_SAS|SINGLE_PAIR_REQUIRED|fatal error|cannot initiate|rejected|not supported|failed/;
const harmless =
  /bare_shunt|INVALID_KE|UNSECURED_R|STATE_V2_PARENT_R0|state transition 'Respond to IKE_SA_INIT' failed|failed to add connection/;

/** What the daemons have said, by pair. */
interface Journal {
  readonly read: () => void;
  /** From here on lines are fresh. */
  readonly mark: () => void;
  readonly linesOf: (daemon: Daemon, each: Placed) => readonly string[];
  readonly fresh: (daemon: Daemon, each: Placed) => readonly string[];
}

function newJournal(daemons: readonly Daemon[]): Journal {
  const lines = new Map<string, string[]>();
  let marks = new Map<string, number>();
  const id = (daemon: Daemon, number: number | string): string => `${daemon.host} ${number}`;
  const read = (): void => {
    for (const daemon of daemons)
      for (const line of daemon.news()) {
        const number = /"p(\d+)/.exec(line)?.[1];
        if (number === undefined) continue;
        const list = lines.get(id(daemon, number)) ?? [];
        list.push(line);
        lines.set(id(daemon, number), list);
      }
  };
  const linesOf: Journal['linesOf'] = (daemon, { number }) => {
    read();
    return lines.get(id(daemon, number)) ?? [];
  };
  return {
    read,
    mark: () => {
      read();
      marks = new Map([...lines].map(([key, list]) => [key, list.length]));
    },
    linesOf,
    fresh: (daemon, each) => (lines.get(id(daemon, each.number)) ?? []).slice(marks.get(id(daemon, each.number)) ?? 0),
  };
}

/** The policies between the two hosts of a pair, or of either of them with everybody. */
function ofPair(each: Placed, policies: readonly Policy[]): readonly Policy[] {
  const own = ['{P}.1', '{P}.2', '{P}.11', '{P}.12', '{P}.65', '{P}.97', '{A6}', '{B6}'].map(each.fill);
  const holdsOwn = (prefix: string): boolean => own.some((address) => holds(prefix, address));
  return policies.filter(({ source, destination }) => holdsOwn(source) && holdsOwn(destination));
}

function ownAddresses(each: Placed, end: End): readonly string[] {
  return addressesOf(each, end).map((text) => text.slice(0, text.indexOf('/')));
}

/** A packet of one end that a policy is for. */
function packetThrough(policy: Policy, each: Placed, end: End): Packet | undefined {
  const source = ownAddresses(each, end).find((address) => holds(policy.source, address));
  const destination = ownAddresses(each, otherOf(end)).find((address) => holds(policy.destination, address));
  if (source === undefined || destination === undefined) return undefined;
  const { protocol = 17, sourcePort, destinationPort } = policy;
  return {
    source,
    destination,
    protocol,
    ...(sourcePort === undefined ? {} : { sourcePort }),
    ...(destinationPort === undefined ? {} : { destinationPort }),
  };
}

const ipv6NeighbourDiscovery = [133, 134, 135, 136, 137];

/** The sampled packets of one end that meet a policy without a template: every protocol and port that is named, and their neighbours. */
function unprotectedPackets(
  each: Placed,
  end: End,
  up: Readonly<Record<End, readonly Policy[]>>,
  own: readonly Policy[],
): readonly string[] {
  const all = [...up.a, ...up.b, ...own];
  if (own.every((policy) => policy.hasTemplate && policy.action === 'allow')) return [];
  const numbers = new Set([1, 6, 17, 132, ...all.flatMap(({ protocol }) => protocol ?? [])]);
  const ports = new Set(
    [
      9,
      22,
      443,
      ...all.flatMap(({ sourcePort, destinationPort }) => [sourcePort ?? [], destinationPort ?? []].flat()),
    ].flatMap((port) => [port - 1, port, port + 1]),
  );
  const covering = [...up.a, ...up.b].filter((policy) => policy.hasTemplate && policy.action === 'allow');
  const found: string[] = [];
  for (const source of ownAddresses(each, end))
    for (const destination of ownAddresses(each, otherOf(end))) {
      const isCovered = covering.some(
        (policy) =>
          (holds(policy.source, source) && holds(policy.destination, destination)) ||
          (holds(policy.source, destination) && holds(policy.destination, source)),
      );
      if (!isCovered) continue;
      for (const protocol of numbers)
        for (const sourcePort of [40000, ...ports])
          for (const destinationPort of [40009, ...ports]) {
            if (protocol === 58 && ipv6NeighbourDiscovery.includes(sourcePort)) continue;
            const hasPorts = protocol === 6 || protocol === 17 || protocol === 132;
            if (!hasPorts && (sourcePort !== 40000 || destinationPort !== 40009)) continue;
            if (protocol === 17 && [500, 4500].some((port) => port === sourcePort || port === destinationPort))
              continue;
            const policy = policyFor(own, {
              source,
              destination,
              protocol,
              ...(hasPorts ? { sourcePort, destinationPort } : {}),
            });
            if (policy === undefined || (policy.hasTemplate && policy.action === 'allow')) continue;
            found.push(`${source}:${sourcePort} > ${destination}:${destinationPort} protocol ${protocol}`);
          }
    }
  return found;
}
