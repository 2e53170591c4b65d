/** What was gathered of the policies of a host's kernel. */
import { readSourceText } from '../../bytes/source-text.ts';
import { type Diagnostic, diagnostic, textAt } from '../../diagnostics/diagnostic.ts';
import type { HostEvidence } from '../../hosts/evidence.ts';
import { type KernelPolicy, readKernelPolicies } from '../../hosts/facts/kernel-policies.ts';
import { overlaps, type Prefix, prefixLength } from '../../net/address.ts';

const path = 'facts/xfrm-policy.txt';

/** The policies of a host's kernel for what leaves it. */
export interface KernelFact {
  readonly file: string;
  /** Those that may take a packet to somebody in the prefix. */
  readonly towards: (destination: Prefix) => readonly KernelPolicy[];
}

/** What was gathered of the kernel's policies, and `verify/unreadable-fact` where that is something else. */
export function readKernelFact({ files, show }: Pick<HostEvidence, 'files' | 'show'>): {
  readonly fact?: KernelFact;
  readonly findings: readonly Diagnostic[];
} {
  const content = files.get(path);
  if (content === undefined) return { findings: [] };
  const policies = readKernelPolicies(readSourceText(content).text);
  const at = textAt(show(path), 1, 1);
  return policies === undefined
    ? { findings: [diagnostic('verify/unreadable-fact', at, 'the file must be what "ip xfrm policy" prints')] }
    : { fact: { file: show(path), towards: byDestination(policies) }, findings: [] };
}

/** Most policies are for one host each: those are looked up, the wide ones tried. */
function byDestination(policies: readonly KernelPolicy[]): KernelFact['towards'] {
  const hosts = new Map<Prefix, KernelPolicy[]>();
  const wide: KernelPolicy[] = [];
  for (const policy of policies) {
    const { destination } = policy.selector;
    if (!isOneHost(destination)) wide.push(policy);
    else {
      const own = hosts.get(destination);
      if (own === undefined) hosts.set(destination, [policy]);
      else own.push(policy);
    }
  }
  return (destination) => {
    const inside = isOneHost(destination) ? (hosts.get(destination) ?? []) : [...hosts.values()].flat();
    return [...inside, ...wide].filter(({ selector }) => overlaps(selector.destination, destination));
  };
}

function isOneHost(prefix: Prefix): boolean {
  return prefixLength(prefix) === (prefix.includes(':') ? 128 : 32);
}
