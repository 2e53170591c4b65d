/** Whether the kernel of a host does with the packets for a peer what its conns say: its own order of policies against ours. */
import { type Diagnostic, diagnostic, textAt } from '../../diagnostics/diagnostic.ts';
import type { KernelPolicy } from '../../hosts/facts/kernel-policies.ts';
import {
  commonSelector,
  covers,
  type Packet,
  type PolicySource,
  packetIn,
  policyFor,
  type Selector,
  selectorKey,
} from '../../mesh/precedence.ts';
import type { Conn } from '../conn.ts';
import type { Host } from '../host.ts';
import type { KernelFact } from './kernel-fact.ts';

/** A policy that a conn puts into the kernel. */
export interface Routed extends PolicySource {
  readonly conn: Conn;
}

/**
 * `verify/kernel-policy`: each packet that a host's conns for a peer cover meets the policy in the kernel that pluto should have
 * put there. What is brought up later (`auto=add`, `auto=start`) counts where it is there.
 *
 * @param policies what the host's conns put into the kernel, in the order of loading
 * @param own the conns among them that are for the peer
 */
export function checkKernelPolicies(
  { release }: Host,
  { file, towards }: KernelFact,
  policies: readonly Routed[],
  own: ReadonlySet<Routed['conn']>,
): readonly Diagnostic[] {
  for (const mine of policies.filter(({ conn }) => own.has(conn))) {
    const there = towards(mine.selector.destination).filter(({ selector }) => !isNeighbourDiscovery(selector));
    const keys = new Set(there.map(({ selector }) => selectorKey(selector)));
    const loaded = policies.filter(
      ({ conn, selector }) => conn.meaning('auto') === 'ondemand' || keys.has(selectorKey(selector)),
    );
    const samples = [mine.selector, ...there.flatMap(({ selector }) => commonSelector(mine.selector, selector) ?? [])];
    for (const packet of samples.map(packetIn)) {
      const wanted = policyFor(packet, loaded, release);
      if (wanted === undefined || !own.has(wanted.conn)) continue;
      const found = firstFor(there, packet);
      if (found === undefined && isTurned(wanted, towards)) continue;
      const fault = faultOf(wanted, found, packet, loaded, there);
      if (fault !== undefined)
        return [
          diagnostic('verify/kernel-policy', textAt(file, found?.line ?? 1, 1), fault, {
            hint: 'load the conns again (ipsec auto --replace NAME), and remove policies that something else has put there',
            related: [{ at: wanted.conn.at, message: 'the conn that should take them' }],
          }),
        ];
    }
  }
  return [];
}

/** Whether the policies show that the host is the other end of the conn: nothing else may say which of the two it is. */
function isTurned({ selector: { source, destination } }: Routed, towards: KernelFact['towards']): boolean {
  return towards(source).some(({ selector }) => selector.source === destination && selector.destination === source);
}

function firstFor(policies: readonly KernelPolicy[], packet: Packet): KernelPolicy | undefined {
  let best: KernelPolicy | undefined;
  for (const policy of policies) {
    if (!covers(policy.selector, packet)) continue;
    const isBefore =
      best === undefined ||
      policy.priority < best.priority ||
      (policy.priority === best.priority && policy.line < best.line);
    if (isBefore) best = policy;
  }
  return best;
}

function faultOf(
  wanted: Routed,
  found: KernelPolicy | undefined,
  { source, destination }: Packet,
  loaded: readonly Routed[],
  there: readonly KernelPolicy[],
): string | undefined {
  const which = `packets from ${source} to ${destination}`;
  if (found === undefined)
    return wanted.action === 'encrypt' ? `the kernel has no policy for ${which}: they leave in clear` : undefined;
  if (found.action !== wanted.action)
    return `${outcomes[found.action](which)}, and conn ${wanted.conn.name} says otherwise`;
  const key = selectorKey(found.selector);
  const isOurs = loaded.some(({ selector }) => selectorKey(selector) === key);
  const mine = there.find(({ selector }) => selectorKey(selector) === selectorKey(wanted.selector));
  // Of two with one number the kernel takes either.
  return isOurs && mine !== undefined && found.priority < mine.priority
    ? `the kernel must take ${which} by the policy of conn ${wanted.conn.name}, and takes a weaker one first`
    : undefined;
}

const outcomes: Readonly<Record<KernelPolicy['action'], (which: string) => string>> = {
  encrypt: (which) => `the kernel encrypts ${which}`,
  pass: (which) => `the kernel lets ${which} leave in clear`,
  block: (which) => `the kernel drops ${which}`,
};

/** pluto lets neighbour discovery pass by policies of its own. */
function isNeighbourDiscovery({ protocol, sourcePort }: Selector): boolean {
  return protocol === 58 && sourcePort >= 133 && sourcePort <= 137;
}
