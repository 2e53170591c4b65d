/** The policies that a host's kernel has: what `ip xfrm policy` prints. */
import { protocolNumber } from '../../firewall/protocol-numbers.ts';
import { type Prefix, readAddress, readPrefix } from '../../net/address.ts';
import { type Fact, notTheOutputOf, textFact } from './fact.ts';

/** The policies for packets that leave, and the file that has them. */
export interface GatheredPolicies {
  readonly file: string;
  readonly policies: readonly KernelPolicy[];
}

/** `undefined` where the file cannot be read. */
export const policy: Fact<GatheredPolicies | undefined> = textFact({
  subject: 'kernel policies',
  askedOf: 'all',
  path: 'facts/xfrm-policy.txt',
  read: ({ file, text }) => {
    const policies = readKernelPolicies(text);
    return policies === undefined
      ? { value: undefined, findings: [notTheOutputOf('ip xfrm policy', file)] }
      : { value: { file, policies }, findings: [] };
  },
});

/** A policy for packets that leave the host. */
export interface KernelPolicy {
  /** Where it begins in the text; counts from 1. */
  readonly line: number;
  /** Protocol and ports by number; 0 is every one. */
  readonly selector: {
    readonly source: Prefix;
    readonly destination: Prefix;
    readonly protocol: number;
    readonly sourcePort: number;
    readonly destinationPort: number;
  };
  /** The lower wins. */
  readonly priority: number;
  readonly action: 'encrypt' | 'pass' | 'block';
}

/**
 * Reads the policies for packets that leave, in their order; `undefined` where the text is something else. Those of sockets, for one
 * mark or for one interface of pluto's (`if_id`) are left out: what leaves by the plain route does not meet them.
 *
 * @example readKernelPolicies('src 10.0.0.1/32 dst 10.0.0.2/32 \n\tdir out priority 1753281 \n') // one that passes
 * @see ip-xfrm(8); `xfrm_policy_print` in iproute2 `ip/ipxfrm.c`
 */
export function readKernelPolicies(text: string): readonly KernelPolicy[] | undefined {
  return text.trim() !== '' && !/^src \S+ dst \S+/m.test(text) ? undefined : policiesIn(text);
}

function policiesIn(text: string): readonly KernelPolicy[] {
  const found: KernelPolicy[] = [];
  const lines = text.split('\n');
  for (let i = 0; i < lines.length; ) {
    let end = i + 1;
    while (end < lines.length && !(lines[end] as string).startsWith('src ')) end += 1;
    const policy = policyOf(lines.slice(i, end), i + 1);
    if (policy !== undefined) found.push(policy);
    i = end;
  }
  return found;
}

function policyOf([head = '', ...more]: readonly string[], line: number): KernelPolicy | undefined {
  const [, source = '', destination = '', traffic = ''] = /^src (\S+) dst (\S+)(.*)$/.exec(head) ?? [];
  const body = more.join('\n');
  const [, action, priority] = /^\s+dir out (?:action (\w+) )?(?:index \d+ )?priority (\d+)/m.exec(body) ?? [];
  const [from, to] = [prefixIn(source), prefixIn(destination)];
  if (priority === undefined || from === undefined || to === undefined) return undefined;
  if (/^\s+(?:mark|if_id) /m.test(body) || /\bdev \S/.test(traffic)) return undefined;
  const named = /\bproto (\S+)/.exec(traffic)?.[1];
  const protocol = named === undefined ? 0 : protocolNumber(named);
  const [sourcePort, destinationPort] = [portIn(traffic, 'sport|type'), portIn(traffic, 'dport|code')];
  if (protocol === undefined || ![sourcePort, destinationPort].every(Number.isInteger)) return undefined;
  return {
    line,
    selector: { source: from, destination: to, protocol, sourcePort, destinationPort },
    priority: Number(priority),
    action: action === 'block' ? 'block' : /^\s+tmpl /m.test(body) ? 'encrypt' : 'pass',
  };
}

function prefixIn(text: string): Prefix | undefined {
  const address = readAddress(text);
  return readPrefix(address === undefined ? text : `${text}/${text.includes(':') ? 128 : 32}`);
}

function portIn(traffic: string, names: string): number {
  const found = new RegExp(`\\b(?:${names}) (\\S+)`).exec(traffic)?.[1];
  return found === undefined ? 0 : Number(found);
}
