/** Two hosts a and b as data: conns, groups, filter; and what is predicted for them in the short form of a table of captures. */

import { valueAt } from '../../src/diagnostics/diagnostic.ts';
import { explainTraffic } from '../../src/explain/explain-traffic.ts';
import type { Direction, Exchange, TrafficExplanation } from '../../src/explain/explanation.ts';
import type { ConnLife, HostFilterState, HostState, SaState } from '../../src/explain/traffic-state.ts';
import { pairKey } from '../../src/explain/traffic-state.ts';
import { readEvidence } from '../../src/hosts/read-evidence.ts';
import type { Release } from '../../src/libreswan/release.ts';
import type { Address } from '../../src/net/address.ts';
import { authorityPem, gathered, hostPem, nodeSubject, now } from '../support/cluster.ts';
import { nodeSignatures } from '../support/signatures.ts';

export type End = 'a' | 'b';

/** What one end has. */
export interface EndState {
  /** Lines that differ from those of the plain conn for the other end; absent for a host without that conn. */
  readonly conn?: Readonly<Record<string, string | undefined>>;
  /** Further sections. */
  readonly more?: string;
  /** Entries of policy groups, by group. */
  readonly groups?: Readonly<Record<string, readonly string[]>>;
  readonly pluto?: HostState['pluto'];
  /** The plaintext of the peer is dropped. */
  readonly strict?: boolean;
  /** How far the conn has come, where that is not as its `auto=` says. */
  readonly life?: ConnLife;
  /** Another authority issued its certificate, and it trusts no other. */
  readonly otherAuthority?: boolean;
}

export const addresses = { a: '10.0.0.1', b: '10.0.0.2' } as const;
const idOf = (end: string): string => `"O=system:nodes, CN=system:node:${end}"`;

const section = (name: string, lines: Readonly<Record<string, string | undefined>>): string =>
  `conn ${name}\n${Object.entries(lines)
    .map(([key, value]) => (value === undefined ? '' : `\t${key}=${value}\n`))
    .join('')}`;

const ikeVersion = (release: Release): Readonly<Record<string, string>> =>
  release.startsWith('5.') ? { keyexchange: 'ikev2' } : { ikev2: 'insist' };

function connOf(end: End, release: Release, lines: NonNullable<EndState['conn']>): string {
  const other = end === 'a' ? 'b' : 'a';
  return section(other, {
    left: addresses[end],
    leftid: idOf(end),
    leftcert: end,
    right: addresses[other],
    rightid: idOf(other),
    rightca: '%same',
    authby: 'rsasig',
    ...ikeVersion(release),
    auto: 'ondemand',
    ...lines,
  });
}

/** The conn of a policy group as the documentation of libreswan has it. */
function groupOf(name: string, end: End, release: Release): string {
  const isShunt = name === 'clear' || name === 'block';
  const strict = name === 'private';
  return section(name, {
    left: addresses[end],
    ...(isShunt
      ? { right: '%group', authby: 'never', type: name === 'clear' ? 'passthrough' : 'drop', auto: 'ondemand' }
      : {
          leftid: '%fromcert',
          leftcert: end,
          right: '%opportunisticgroup',
          rightid: '%fromcert',
          rightca: '%same',
          authby: 'rsasig',
          ...ikeVersion(release),
          negotiationshunt: strict ? 'drop' : 'passthrough',
          failureshunt: strict ? 'drop' : 'passthrough',
          auto: name === 'clear-or-private' ? 'add' : 'ondemand',
        }),
  });
}

const databases = new Map<string, string>();

/** What the script gathers of a host's database; made once, for to sign takes long. */
function databaseOf(end: End, issuer: string | undefined): string {
  const key = `${end} ${issuer}`;
  const known =
    databases.get(key) ??
    gathered(end, hostPem(nodeSubject(end), issuer === undefined ? {} : { issuer }), authorityPem(issuer));
  databases.set(key, known);
  return known;
}

/** A host with its files and facts. */
export function hostState(end: End, release: Release, state: EndState | undefined): HostState {
  const base = { name: end, addresses: [addresses[end] as Address] };
  const filter = state?.strict === true ? { filter: strictFilter(end), filterKnown: true } : { filterKnown: true };
  const hasFiles =
    state !== undefined &&
    (state.conn !== undefined || state.more !== undefined || state.groups !== undefined || state.pluto !== undefined);
  if (!hasFiles) return { ...base, ...filter, pluto: 'stopped' };
  const { conn, more = '', groups = {}, pluto = 'running', life, otherAuthority } = state;
  const text = [
    conn === undefined ? '' : connOf(end, release, conn),
    more,
    ...Object.keys(groups).map((name) => groupOf(name, end, release)),
  ].join('\n');
  const issuer = otherAuthority === true ? 'Other CA' : undefined;
  const files = new Map([
    ['etc/ipsec.d/mesh.conf', text],
    ['facts/release.txt', `Linux Libreswan ${release} (XFRM) on 6.1.0\n`],
    ['facts/certificates.pem', databaseOf(end, issuer)],
    ...Object.entries(groups).map(
      ([name, entries]) => [`etc/ipsec.d/policies/${name}`, `${entries.join('\n')}\n`] as const,
    ),
  ]);
  const { value: evidence } = readEvidence({ name: end, files, show: (path) => `${end}/${path}` }, {});
  const conns = life === undefined ? {} : { conns: new Map([[end === 'a' ? 'b' : 'a', life]]) };
  return { ...base, ...filter, evidence: { ...evidence, addresses: base.addresses }, pluto, ...conns };
}

function strictFilter(end: End): HostFilterState {
  const peers = [addresses[end === 'a' ? 'b' : 'a'] as Address];
  const own = [addresses[end] as Address];
  return {
    kind: 'planned',
    filter: { doors: [], requireEsp: { peers, own, exempt: [], ah: false } },
    at: valueAt('firewall', 'requireEsp'),
  };
}

export interface Case {
  readonly a?: EndState | undefined;
  readonly b?: EndState | undefined;
  readonly sa?: SaState;
  readonly first?: End;
}

const probes = { icmp: {}, udp: { protocol: 17, port: 7001 }, tcp: { protocol: 6, port: 7000 } } as const;

/** The prediction for one kind of probe. */
export function explainCase(
  release: Release,
  { a, b, sa, first = 'a' }: Case,
  probe: keyof typeof probes = 'icmp',
): TrafficExplanation {
  const hosts = [hostState('a', release, a), hostState('b', release, b)];
  const state = {
    hosts,
    now,
    signatures: nodeSignatures,
    ...(sa === undefined ? {} : { associations: new Map([[pairKey('a', 'b'), sa]]) }),
  };
  return explainTraffic(state, { from: first, to: first === 'a' ? 'b' : 'a', ...probes[probe] });
}

const letters = { encrypted: 'E', clear: 'C', held: 'H', dropped: 'D', refused: 'R', unknown: '?' } as const;

function letterOf({ request, answer, answered }: Exchange): string {
  const letter = letters[request.fate];
  if (request.fate === 'clear' && !answered) return 'C-';
  if (request.fate === 'encrypted' && !answered) return 'E-';
  return request.fate === 'encrypted' && answer?.fate === 'clear' ? 'C<' : letter;
}

/** The prediction as a table of captures has it: the first packet and the later ones, by protocol where they differ. */
export function told(release: Release, of: Case): string {
  const all = (['icmp', 'udp', 'tcp'] as const).map((probe) => [probe, explainCase(release, of, probe)] as const);
  const way = (which: 'there' | 'back'): string => {
    const ways = all.map(([probe, one]): readonly [string, Direction] => [probe, one[which]]);
    const [, icmp] = ways[0] as (typeof ways)[0];
    const later = ways.map(([probe, { later: exchange }]) => [probe, letterOf(exchange)] as const);
    const same = later.every(([, letter]) => letter === later[0]?.[1]);
    const end = same ? (later[0]?.[1] ?? '') : later.map(([probe, letter]) => `${probe} ${letter}`).join(', ');
    const begin = letterOf(icmp.first);
    return `${icmp.from}>${icmp.to} ${begin === end ? end : `${begin} → ${end}`}`;
  };
  return `${way('there')} ; ${way('back')}`;
}
