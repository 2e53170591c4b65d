/** What a host's conns make of the packets for a peer: those that take packets from the conn that should encrypt them. */
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { diagnostic } from '../../diagnostics/diagnostic.ts';
import type { WordList } from '../../hosts/conns/line-table.ts';
import { commonSelector, packetIn, policyFor, type Selector } from '../../mesh/precedence.ts';
import { type Conn, connOf } from '../conn.ts';
import type { Host } from '../host.ts';
import { checkKernelPolicies, type Routed } from './kernel-policies.ts';
import { peerProtocolOf, selectorsOf } from './selectors.ts';
import type { Proof, TakenPackets } from './verification-state.ts';

/**
 * `verify/plaintext-possible` and `verify/packets-blocked`: no conn that passes or stops packets takes any that the conns
 * of a pair should encrypt.
 */
export function newTakenPackets({
  source,
  survey,
  lost,
  answers,
}: Pick<Proof, 'source' | 'survey' | 'lost' | 'answers'>): TakenPackets {
  let shunts: ReadonlyMap<number, readonly number[]> | undefined;
  return (host, rows) => {
    shunts ??= shuntRows();
    const beside = shunts.get(host.index);
    const kernel = answers[host.index]?.kernel;
    if (beside === undefined && kernel === undefined) return [];
    const conns = [...new Set([...rows.filter(isThere), ...(beside ?? [])])]
      .sort((one, other) => one - other)
      .map((row) => connOf(source, row, survey.sideOf(row), -1));
    const others = conns.filter((conn) => !isEncrypting(conn) && isRouted(conn));
    const own = conns.filter(isEncrypting);
    const policies = inOrderOfLoading(conns.filter((conn) => own.includes(conn) || others.includes(conn)));
    const taken = others.flatMap((other) => takenBy(other, own, policies, host));
    if (taken.length > 0 || kernel === undefined) return taken;
    const asked = own.filter((conn) => !isBoundToInterface(conn));
    return checkKernelPolicies(host, kernel, policies, new Set(asked));
  };

  function isThere(row: number): boolean {
    return (lost[source.table.get(row, 'lost')] ?? []).length === 0;
  }

  /** The rows of each host that never negotiate; in most meshes there is none. */
  function shuntRows(): ReadonlyMap<number, readonly number[]> {
    const { table, vocabulary } = source;
    const known = new Map<WordList, boolean>();
    const found = new Map<number, number[]>();
    for (let row = 0; row < table.size(); row += 1) {
      const both = table.get(row, 'both');
      const isShunt = known.get(both) ?? isShuntType(vocabulary.find(both, 'type')?.meaning);
      known.set(both, isShunt);
      if (!isShunt || (lost[table.get(row, 'lost')] ?? []).length > 0) continue;
      const host = table.get(row, 'host');
      const own = found.get(host);
      if (own === undefined) found.set(host, [row]);
      else own.push(row);
    }
    return found;
  }
}

const isShuntType = (type: string | undefined): boolean =>
  type === 'passthrough' || type === 'reject' || type === 'drop';

/** Whether a conn encrypts what it covers. */
export function isEncrypting(conn: Conn): boolean {
  return !isShuntType(conn.meaning('type'));
}

/** Whether pluto ties the policies of a conn to an interface or a mark, so that packets by the plain route do not meet them. */
function isBoundToInterface(conn: Conn): boolean {
  return ['ipsec-interface', 'mark', 'mark-out', 'vti-interface'].some((name) => {
    const meaning = conn.written(name)?.meaning;
    return meaning !== undefined && meaning !== 'no' && meaning !== '0';
  });
}

/** A conn that never negotiates is in the kernel from its loading, or not at all: there is nothing to bring up. */
function isRouted(conn: Conn): boolean {
  return conn.meaning('auto') === 'ondemand';
}

/** What waits for packets is routed when it is loaded, in the order of the files; the rest when it is up. */
function inOrderOfLoading(conns: readonly Conn[]): readonly Routed[] {
  const routed = conns.filter((conn) => conn.meaning('auto') === 'ondemand');
  const later = conns.filter((conn) => !routed.includes(conn));
  return [...routed, ...later].flatMap((conn) => selectorsOf(conn).map((selector) => policyOf(conn, selector)));
}

function policyOf(conn: Conn, selector: Selector): Routed {
  const type = conn.meaning('type');
  const priority = Number(conn.meaning('priority') ?? 0);
  return {
    conn,
    selector,
    origin: 'conn',
    peerProtocol: peerProtocolOf(conn),
    action: type === 'passthrough' ? 'pass' : isShuntType(type) ? 'block' : 'encrypt',
    ...(Number.isSafeInteger(priority) ? { priority } : {}),
  };
}

function takenBy(
  other: Conn,
  conns: readonly Conn[],
  policies: readonly Routed[],
  { release }: Host,
): readonly Diagnostic[] {
  for (const conn of conns)
    for (const mine of selectorsOf(conn))
      for (const theirs of selectorsOf(other)) {
        const both = commonSelector(mine, theirs);
        if (both === undefined || policyFor(packetIn(both), policies, release)?.conn !== other) continue;
        return [taken(other, conn, both)];
      }
  return [];
}

function taken(other: Conn, conn: Conn, both: Selector): Diagnostic {
  const passes = other.meaning('type') === 'passthrough';
  const which = packetsOf(both);
  return diagnostic(
    passes ? 'verify/plaintext-possible' : 'verify/packets-blocked',
    other.at,
    passes
      ? `${which} leave in clear: the kernel takes conn ${other.name} before ${conn.name}`
      : `${which} are dropped: the kernel takes conn ${other.name} before ${conn.name}`,
    {
      severity: 'error',
      hint: 'remove the conn, or give it a larger priority= than pluto computes for the other',
      related: [{ at: conn.at, message: 'the conn that should encrypt them' }],
    },
  );
}

/** In words: all packets, or those of a protocol and its ports. */
function packetsOf({ source, destination, protocol, sourcePort, destinationPort }: Selector): string {
  const names: Readonly<Record<number, string>> = {
    0: 'packets',
    1: 'ICMP packets',
    6: 'TCP packets',
    17: 'UDP packets',
  };
  const ports = [
    ...(sourcePort === 0 ? [] : [`from port ${sourcePort}`]),
    ...(destinationPort === 0 ? [] : [`to port ${destinationPort}`]),
  ];
  return [names[protocol] ?? `packets of protocol ${protocol}`, ...ports, `from ${source} to ${destination}`].join(' ');
}
