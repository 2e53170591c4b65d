/** Whether what an inventory expects of packets and MTUs holds. */
import { type Diagnostic, diagnostic, type Place, valueAt } from '../diagnostics/diagnostic.ts';
import { groupHostOf } from '../mesh/groups.ts';
import type { Mesh, MeshNode } from '../mesh/mesh.ts';
import type { MeshMtu } from '../mesh/mtu.ts';
import { type PolicyTable, policyIn, policyTable } from '../mesh/policy-for.ts';
import { type Address, addressOf, contains, type Prefix, readAddress, readPrefix } from '../net/address.ts';
import type { SignatureAnswers } from '../x509/check-signatures.ts';
import { explainTraffic } from './explain-traffic.ts';
import type { Direction, TraceStep } from './explanation.ts';
import type { HostState } from './traffic-state.ts';

type Expectation = Mesh['expect'][number];

/** What the expectations are about, and what is known of it. */
export interface ExpectedCluster {
  readonly mesh: Mesh;
  readonly mtu: MeshMtu;
  /** A node as it is planned, or as it was gathered. */
  readonly stateOf: (node: MeshNode) => HostState;
  /** Whether nodes that are planned alike are alike: then one of each kind is asked about. */
  readonly alike: boolean;
  readonly now: Date;
  readonly signatures?: SignatureAnswers;
}

/**
 * `expect/failed`: each expectation holds for all that it matches. `expect/matches-nothing`: it matches somebody. `expect/unknown`: no
 * fact is missing. Hosts that the mesh treats alike are asked once.
 *
 * @example checkExpectations({ mesh, mtu, stateOf, alike: true, now }) // [] where all hold
 */
export function checkExpectations(cluster: ExpectedCluster): readonly Diagnostic[] {
  const { mesh } = cluster;
  const [first] = mesh.nodes;
  if (mesh.expect.length === 0 || first === undefined) return [];
  const table = mesh.mode === 'opportunistic' ? policyTable(groupHostOf(mesh, first)) : undefined;
  return mesh.expect.flatMap((expectation, i) => [
    ...(expectation.is === undefined ? [] : checkPackets(cluster, expectation, i, table)),
    ...(expectation.overlayMtu === undefined ? [] : checkMtu(cluster, expectation, i)),
  ]);
}

/** An end that was meant: a node, or an address that no node has. */
interface Endpoint {
  readonly name: string;
  readonly node?: MeshNode;
}

function checkPackets(
  { mesh, stateOf, alike, now, signatures }: ExpectedCluster,
  { from, to, is, protocol, port }: Expectation,
  index: number,
  table: PolicyTable | undefined,
): readonly Diagnostic[] {
  const [sources, targets] = [endpointsOf(mesh, from), endpointsOf(mesh, to)];
  const empty = sources.length === 0 ? ('from' as const) : targets.length === 0 ? ('to' as const) : undefined;
  if (empty !== undefined) return [matchesNothing(index, empty, empty === 'from' ? from : to)];
  const asked = new Set<string>();
  let isAnybody = false;
  for (const source of sources)
    for (const target of targets) {
      if (source.name === target.name) continue;
      isAnybody = true;
      const key = [kindOf(source, table), kindOf(target, table), isLinked(mesh, source, target)].join(' | ');
      if (alike && asked.has(key)) continue;
      asked.add(key);
      const hosts = [source, target].flatMap(({ node }) => (node === undefined ? [] : [stateOf(node)]));
      const state = { hosts, now, ...(signatures === undefined ? {} : { signatures }) };
      const { there } = explainTraffic(state, {
        from: source.name,
        to: target.name,
        ...(protocol === undefined ? {} : { protocol }),
        ...(port === undefined ? {} : { port }),
      });
      const finding = judge(index, is, there);
      // One example of a fault is enough; the next is seen when it is mended.
      if (finding !== undefined) return [finding];
    }
  return isAnybody ? [] : [matchesNothing(index, 'to', to)];
}

function judge(index: number, is: Expectation['is'], { from, to, later }: Direction): Diagnostic | undefined {
  const { request, answer, answered } = later;
  const at = valueAt('expect', index);
  if (request.fate === 'unknown')
    return diagnostic(
      'expect/unknown',
      at,
      `${from} to ${to} must be ${is}, and that hangs on ${request.missing ?? 'what is not known'}`,
      {
        hint: 'gather the host with swanmesh collect-script',
      },
    );
  const wantsAnswer = is === 'encrypted' || is === 'clear';
  if (request.fate === is && (!wantsAnswer || (answered && answer?.fate === is))) return undefined;
  const trace = request.fate === is && answer !== undefined ? answer : request;
  const step = decidingStep(trace.hops.flatMap(({ steps }) => steps));
  const places: readonly Place[] = [step?.at, ...(step?.also ?? [])].flatMap((place) => place ?? []);
  const state =
    request.fate === is
      ? 'is not answered'
      : `is ${request.fate}${answered || !wantsAnswer ? '' : ' and not answered'}`;
  return diagnostic(
    'expect/failed',
    at,
    `${from} to ${to} must be ${is}, and ${state}: ${step?.text ?? 'nothing decides'}`,
    {
      hint: `swanmesh explain shows the whole path from ${from} to ${to}`,
      related: places.map((place) => ({ at: place, message: 'what decides' })),
    },
  );
}

/** The last step that somebody decides, rather than the way. */
function decidingStep(steps: readonly TraceStep[]): TraceStep | undefined {
  return [...steps].reverse().find(({ by }) => by !== 'way') ?? steps.at(-1);
}

function checkMtu(
  { mesh, mtu }: ExpectedCluster,
  { from, overlayMtu }: Expectation,
  index: number,
): readonly Diagnostic[] {
  const nodes = endpointsOf(mesh, from).flatMap(({ node }) => node ?? []);
  if (nodes.length === 0) return [matchesNothing(index, 'from', from)];
  if (overlayMtu === undefined) return [];
  const { compare, bytes } = overlayMtu;
  const holds = (value: number): boolean =>
    compare === 'at-least' ? value >= bytes : compare === 'at-most' ? value <= bytes : value === bytes;
  for (const { name } of nodes) {
    const value = mtu.hosts.get(name)?.overlayMtu;
    if (value === undefined || holds(value)) continue;
    return [
      diagnostic(
        'expect/failed',
        valueAt('expect', index),
        `the overlay MTU of ${name} must be ${compare.replace('-', ' ')} ${bytes} bytes, and is ${value}`,
        {
          hint: 'swanmesh mtu shows where every byte goes',
        },
      ),
    ];
  }
  return [];
}

function matchesNothing(index: number, key: 'from' | 'to', written: string): Diagnostic {
  return diagnostic(
    'expect/matches-nothing',
    valueAt('expect', index, key),
    `an expectation must be about some host, and ${JSON.stringify(written.slice(0, 80))} is nobody`,
    {
      hint: 'write any, role:ROLE, the name of a node, an address or a prefix',
    },
  );
}

function endpointsOf({ nodes }: Mesh, written: string): readonly Endpoint[] {
  const all = nodes.map((node): Endpoint => ({ name: node.name, node }));
  if (written === 'any') return all;
  if (written.startsWith('role:')) return all.filter(({ node }) => node?.role === written.slice(5));
  const named = all.filter(({ name }) => name === written);
  if (named.length > 0) return named;
  const address = readAddress(written);
  const prefix = address === undefined ? readPrefix(written) : undefined;
  if (address !== undefined) {
    const owners = all.filter(({ node }) => node !== undefined && ownAddresses(node).includes(address));
    return owners.length > 0 ? owners : [{ name: address }];
  }
  if (prefix === undefined) return [];
  const inside = all.filter(
    ({ node }) => node !== undefined && ownAddresses(node).some((own) => contains(prefix, own)),
  );
  return inside.length > 0 ? inside : [{ name: strangerIn(prefix) }];
}

/** An address of a prefix in which no node is. */
function strangerIn(prefix: Prefix): Address {
  const base = addressOf(prefix);
  const next = readAddress(base.replace(/\.0$/, '.1').replace(/::$/, '::1'));
  return next !== undefined && contains(prefix, next) ? next : base;
}

function ownAddresses(node: MeshNode): readonly Address[] {
  return [...Object.values(node.addresses), ...node.otherAddresses];
}

/** Everything of a node on which the fate of its packets depends, as far as the plan goes. */
function kindOf({ name, node }: Endpoint, table: PolicyTable | undefined): string {
  if (node === undefined) return name;
  const policies =
    table === undefined
      ? []
      : Object.values(node.addresses)
          .map((address) => policyIn(table, address))
          .map((policy) => (policy.kind === 'group' ? policy.group : policy.kind));
  return [
    node.releases.join(),
    node.platform,
    node.encapsulation,
    Object.keys(node.addresses).join(),
    node.certificate?.issuer.derHex ?? '',
    ...policies,
  ].join(' ');
}

function isLinked({ links, nodes }: Mesh, { node: a }: Endpoint, { node: b }: Endpoint): boolean {
  if (a === undefined || b === undefined) return false;
  return links === 'full' || (links[nodes.indexOf(a)] ?? []).includes(nodes.indexOf(b));
}
