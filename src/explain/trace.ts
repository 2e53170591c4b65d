/** The way of one packet from one host to the other: what each kernel and each packet filter does with it. */
import type { Packet } from '../mesh/precedence.ts';
import type { Hop, Trace, TraceStep, TrafficPacket } from './explanation.ts';
import { type FilterAnswer, passesFilter, passesService } from './filter.ts';
import { isRunning } from './negotiate.ts';
import { type PairEnd, type PairLife, policiesIn } from './pair.ts';
import { type HostPolicy, inboundPolicy, outboundPolicy } from './policies.ts';
import { afterFailure, whileAsking } from './without-sa.ts';

/** A trace, and the policy whose SA the sender asks pluto for. */
export interface Traced {
  readonly trace: Trace;
  readonly asks?: HostPolicy;
}

/** The way of a packet, with the policies that the pair's life has come to. */
export function traceOf(from: PairEnd, to: PairEnd, packet: TrafficPacket, life: PairLife, isAnswer: boolean): Traced {
  if (from.host.state.missing !== undefined) return { trace: unknown(from, [], from.host.state.missing) };
  const policies = policiesIn(from, to.address, life);
  const policy = outboundPolicy(policies, kernelPacket(packet), from.host.release);
  const isSecured = policy?.does === 'sa';
  const filtered = passesFilter(from.host.state, {
    local: from.address,
    peer: to.address,
    traffic: { ...trafficOf(packet), secured: isSecured },
    direction: 'out',
    isAnswer,
  });
  const start: TraceStep = { action: 'originated', by: 'way', text: packetText(packet) };
  const asks = policy?.does === 'trap' || policy?.does === 'trying' ? { asks: policy } : {};
  if (policy?.does === 'block')
    return {
      trace: stopped(
        from,
        [start, policyStep('refused', 'drops its packets, and the program gets EPERM', policy)],
        'refused',
      ),
    };
  if (policy?.does === 'trap' || policy?.does === 'trying') {
    if (life.doubt !== undefined) return { trace: unknown(from, [start], life.doubt), ...asks };
    const waits = waitingFate(from, policy, life);
    if (waits !== 'clear') {
      const steps = [
        start,
        policyStep(
          waits,
          waits === 'held' ? 'waits for an SA; its packets are held' : 'waits for an SA; its packets are refused',
          policy,
        ),
      ];
      if (filtered.answer !== 'no' || waits === 'refused') return { trace: stopped(from, steps, waits), ...asks };
      return {
        trace: stopped(from, [...steps, filterStep('denied', filtered)], deniedFate(packet, filtered)),
        ...asks,
      };
    }
  }
  const out: TraceStep =
    policy === undefined
      ? { action: 'permitted', by: 'policy', text: noPolicyText(from) }
      : isSecured
        ? policyStep('encrypted', 'has an SA', policy)
        : policyStep(
            'permitted',
            policy.does === 'pass' ? 'passes its packets in clear' : 'lets its packets out in clear while it asks',
            policy,
          );
  if (filtered.answer === 'no')
    return {
      trace: stopped(from, [start, out, filterStep('denied', filtered)], deniedFate(packet, filtered)),
      ...asks,
    };
  if (filtered.answer === 'cannot-tell') return { trace: unknown(from, [start, out], doubt(filtered)), ...asks };
  if (isSecured) {
    const sent = passesService(from.host.state, from.address, to.address, 'esp', 'out');
    if (sent.answer === 'no') return { trace: stopped(from, [start, out, filterStep('denied', sent)], 'held') };
    if (sent.answer === 'cannot-tell') return { trace: unknown(from, [start, out], doubt(sent)) };
  }
  const left: Hop = hopAt(from, [
    start,
    out,
    ...(filtered.at === undefined ? [] : [filterStep('permitted', filtered)]),
    { action: 'transmitted', by: 'way', text: isSecured ? 'ESP on the wire' : 'readable on the wire' },
  ]);
  const arrival = arrivalOf(from, to, packet, life, isSecured, isAnswer);
  const fate =
    arrival.missing === undefined ? (isSecured ? (arrival.isLost ? 'dropped' : 'encrypted') : 'clear') : 'unknown';
  const trace: Trace = {
    fate,
    arrives: arrival.arrives,
    hops: [left, hopAt(to, arrival.steps)],
    ...(arrival.missing === undefined ? {} : { missing: arrival.missing }),
  };
  return { trace, ...asks };
}

/** What a policy without an SA does with a packet now. */
function waitingFate(from: PairEnd, policy: HostPolicy, life: PairLife): 'held' | 'refused' | 'clear' {
  const { host, name } = from;
  if (policy.candidate === undefined) return 'held';
  if (policy.does === 'trying') return 'refused';
  const failure = life.failures[name];
  if (failure !== undefined) return afterFailure(policy.candidate, failure, host.release);
  // A kernel without pluto holds what it would ask about.
  if (!isRunning(host)) return 'held';
  return whileAsking(policy.candidate, life.endedBy !== undefined, host.release);
}

interface Arrival {
  readonly steps: readonly TraceStep[];
  readonly arrives: boolean;
  /** ESP that nobody takes. */
  readonly isLost: boolean;
  readonly missing?: string;
}

function arrivalOf(
  from: PairEnd,
  to: PairEnd,
  packet: TrafficPacket,
  life: PairLife,
  isSecured: boolean,
  isAnswer: boolean,
): Arrival {
  const { host, address } = to;
  if (host.state.missing !== undefined && isSecured)
    return { steps: [], arrives: false, isLost: false, missing: host.state.missing };
  const inbound = inboundPolicy(policiesIn(to, from.address, life), kernelPacket(packet), host.release);
  const steps: TraceStep[] = [{ action: 'received', by: 'way', text: isSecured ? 'ESP' : 'readable' }];
  if (isSecured) {
    const taken = passesService(host.state, address, from.address, 'esp', 'in');
    if (taken.answer === 'no') return { steps: [...steps, filterStep('denied', taken)], arrives: false, isLost: true };
    if (taken.answer === 'cannot-tell') return { steps, arrives: false, isLost: false, missing: doubt(taken) };
    if (inbound?.does !== 'sa')
      return {
        steps: [...steps, { action: 'dropped', by: 'policy', text: 'no SA takes this ESP' }],
        arrives: false,
        isLost: true,
      };
    steps.push(policyStep('decrypted', 'has the SA', inbound));
  } else if (inbound?.does === 'sa')
    return {
      steps: [...steps, policyStep('dropped', 'asks for ESP from the peer, and the packet is readable', inbound)],
      arrives: false,
      isLost: false,
    };
  const filtered = passesFilter(host.state, {
    local: address,
    peer: from.address,
    traffic: { ...trafficOf(packet), secured: isSecured },
    direction: 'in',
    isAnswer,
  });
  if (filtered.answer === 'no')
    return { steps: [...steps, filterStep('denied', filtered)], arrives: false, isLost: false };
  if (filtered.answer === 'cannot-tell') return { steps, arrives: false, isLost: false, missing: doubt(filtered) };
  if (filtered.at !== undefined) steps.push(filterStep('permitted', filtered));
  steps.push({ action: 'accepted', by: 'way', text: 'arrives' });
  return { steps, arrives: true, isLost: false };
}

function hopAt({ name, host }: PairEnd, steps: readonly TraceStep[]): Hop {
  return { host: name, ...(host.state.evidence === undefined ? {} : { release: host.release }), steps };
}

function stopped(from: PairEnd, steps: readonly TraceStep[], fate: 'held' | 'refused'): Trace {
  return { fate, arrives: false, hops: [hopAt(from, steps)] };
}

function unknown(from: PairEnd, steps: readonly TraceStep[], missing: string): Trace {
  const told: TraceStep = { action: 'unknown', by: 'way', text: missing };
  return { fate: 'unknown', arrives: false, hops: [hopAt(from, [...steps, told])], missing };
}

/** A filter that drops what leaves tells the program, but for TCP, whose SYN is sent again; one that rejects tells everybody. */
function deniedFate({ protocol }: TrafficPacket, { rejects }: FilterAnswer): 'held' | 'refused' {
  return protocol === 6 && !rejects ? 'held' : 'refused';
}

function doubt({ text = 'a rule that is not understood' }: FilterAnswer): string {
  return `what the packet filter does: ${text}`;
}

function filterStep(action: 'denied' | 'permitted', { text = '', at }: FilterAnswer): TraceStep {
  return { action, by: 'filter', text, ...(at === undefined ? {} : { at }) };
}

function policyStep(
  action: TraceStep['action'],
  does: string,
  { conn, candidate, at, also, origin }: HostPolicy,
): TraceStep {
  const isGroup = candidate?.entry !== undefined || origin !== 'conn';
  return {
    action,
    by: 'policy',
    text: `${isGroup ? `group ${conn.name}` : `conn ${conn.name}`} ${does}`,
    at,
    ...(also.length === 0 ? {} : { also }),
  };
}

function noPolicyText({ host }: PairEnd): string {
  if (host.state.evidence === undefined) return 'no IPsec here: no policy takes the packet';
  if (host.state.pluto === 'stopped') return 'pluto does not run: no policy takes the packet';
  return 'no conn is routed for the packet';
}

function trafficOf({ protocol, sourcePort, destinationPort }: TrafficPacket) {
  return {
    protocol,
    ...(sourcePort === undefined ? {} : { sourcePort }),
    ...(destinationPort === undefined ? {} : { destinationPort }),
  };
}

/** What the kernel compares: a packet without ports matches no policy that names one. */
function kernelPacket({ source, destination, protocol, sourcePort = -1, destinationPort = -1 }: TrafficPacket): Packet {
  return { source, destination, protocol, sourcePort, destinationPort };
}

const names: Readonly<Record<number, string>> = { 1: 'ICMP', 6: 'TCP', 17: 'UDP', 58: 'ICMPv6' };

/** `TCP 10.0.0.1:40000 to 10.0.0.2:443`. */
export function packetText({ source, destination, protocol, sourcePort, destinationPort }: TrafficPacket): string {
  const at = (address: string, port: number | undefined): string =>
    port === undefined ? address : address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
  return `${names[protocol] ?? `protocol ${protocol}`} ${at(source, sourcePort)} to ${at(destination, destinationPort)}`;
}
