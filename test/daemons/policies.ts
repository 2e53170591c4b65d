/** What `ip xfrm policy` shows, and which of its policies a packet meets. */

export interface Policy {
  readonly source: string;
  readonly destination: string;
  /** Number of the protocol; `undefined` for every one. */
  readonly protocol?: number;
  readonly sourcePort?: number;
  readonly destinationPort?: number;
  readonly direction: 'in' | 'out' | 'fwd';
  readonly priority: number;
  readonly action: 'allow' | 'block';
  /** Whether it asks for ESP. */
  readonly hasTemplate: boolean;
  /** Whether it waits for a packet, of which the kernel then tells pluto. */
  readonly waits: boolean;
  /** As the dump has it. */
  readonly text: string;
}

export interface Packet {
  readonly source: string;
  readonly destination: string;
  readonly protocol: number;
  readonly sourcePort?: number;
  readonly destinationPort?: number;
}

const protocols: Readonly<Record<string, number>> = {
  icmp: 1,
  tcp: 6,
  udp: 17,
  gre: 47,
  esp: 50,
  ah: 51,
  'ipv6-icmp': 58,
  sctp: 132,
};

/** The policies of a dump, in its order; those of sockets are left out. */
export function readPolicies(dump: string): readonly Policy[] {
  const blocks = dump.split(/^(?=src )/m).filter((block) => block.startsWith('src '));
  return blocks.flatMap((block): Policy[] => {
    const head =
      /^src (\S+) dst (\S+)(.*)\n\s+(?:socket )?(?:dir )?(in|out|fwd) (?:action (block) )?priority (\d+)/.exec(block);
    if (head === null || /^\s+socket /m.test(block)) return [];
    const [, source = '', destination = '', more = '', direction, action, priority] = head;
    const named = /\bproto (\S+)/.exec(more)?.[1];
    const port = (name: string): number | undefined => {
      const found = new RegExp(`\\b${name} (\\d+)`).exec(more)?.[1];
      return found === undefined ? undefined : Number(found);
    };
    const [sourcePort, destinationPort] = [port('sport') ?? port('type'), port('dport') ?? port('code')];
    return [
      {
        source,
        destination,
        ...(named === undefined ? {} : { protocol: protocols[named] ?? Number(named) }),
        ...(sourcePort === undefined ? {} : { sourcePort }),
        ...(destinationPort === undefined ? {} : { destinationPort }),
        direction: direction as Policy['direction'],
        priority: Number(priority),
        action: action === 'block' ? 'block' : 'allow',
        hasTemplate: /^\s+tmpl /m.test(block),
        waits: action !== 'block' && /^\s+proto esp.* reqid 0 /m.test(block),
        text: block.endsWith('\n') ? block : `${block}\n`,
      },
    ];
  });
}

/** The policy that a packet meets on its way out: of those that fit the one with the lowest number, of these the first. */
export function policyFor(policies: readonly Policy[], packet: Packet): Policy | undefined {
  let best: Policy | undefined;
  for (const policy of policies) {
    if (policy.direction !== 'out' || !fits(policy, packet)) continue;
    if (best === undefined || policy.priority < best.priority) best = policy;
  }
  return best;
}

function fits(policy: Policy, packet: Packet): boolean {
  return (
    holds(policy.source, packet.source) &&
    holds(policy.destination, packet.destination) &&
    (policy.protocol === undefined || policy.protocol === packet.protocol) &&
    (policy.sourcePort === undefined || policy.sourcePort === packet.sourcePort) &&
    (policy.destinationPort === undefined || policy.destinationPort === packet.destinationPort)
  );
}

/** Whether an address is in a prefix, as text of either family. */
export function holds(prefix: string, address: string): boolean {
  const [network = '', length] = prefix.split('/');
  const [one, other] = [bitsOf(network), bitsOf(address)];
  if (one.length !== other.length) return false;
  const kept = length === undefined ? one.length : Number(length);
  return one.slice(0, kept) === other.slice(0, kept);
}

function bitsOf(address: string): string {
  if (!address.includes(':'))
    return address
      .split('.')
      .map((octet) => Number(octet).toString(2).padStart(8, '0'))
      .join('');
  const [head = '', tail] = address.split('::');
  const groups = (text: string): string[] => (text === '' ? [] : text.split(':'));
  const [before, after] = [groups(head), groups(tail ?? '')];
  const all = tail === undefined ? before : [...before, ...Array(8 - before.length - after.length).fill('0'), ...after];
  return all.map((group) => Number.parseInt(group, 16).toString(2).padStart(16, '0')).join('');
}
