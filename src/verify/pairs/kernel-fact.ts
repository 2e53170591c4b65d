/** What was gathered of the policies of a host's kernel. */
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { HostEvidence } from '../../hosts/evidence.ts';
import { type KernelPolicy, policy } from '../../hosts/facts/kernel-policies.ts';
import { overlaps, type Prefix, prefixLength } from '../../net/address.ts';

/** The policies of a host's kernel for what leaves it. */
export interface KernelFact {
  readonly file: string;
  /** Those that may take a packet to somebody in the prefix. */
  readonly towards: (destination: Prefix) => readonly KernelPolicy[];
}

/** What was gathered of the kernel's policies, and `verify/unreadable-fact` where that is something else. */
export function readKernelFact(evidence: Pick<HostEvidence, 'files' | 'show'>): {
  readonly fact?: KernelFact;
  readonly findings: readonly Diagnostic[];
} {
  const gathered = policy.read(evidence);
  if (gathered?.value === undefined) return { findings: gathered?.findings ?? [] };
  const { file, policies } = gathered.value;
  return { fact: { file, towards: byDestination(policies) }, findings: [] };
}

/** Most policies are for one host each: those are looked up, the wide ones tried. */
function byDestination(policies: readonly KernelPolicy[]): KernelFact['towards'] {
  const hosts = new Map<Prefix, KernelPolicy[]>();
  const wide: KernelPolicy[] = [];
  for (const one of policies) {
    const { destination } = one.selector;
    if (!isOneHost(destination)) wide.push(one);
    else {
      const own = hosts.get(destination);
      if (own === undefined) hosts.set(destination, [one]);
      else own.push(one);
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
