import type { CaseNode } from '../case.ts';

/** Nodes by name at 172.16.0.11, .12, … and, where asked for, fd00::11, …. */
export function clusterOf(names: readonly string[], families: 'ipv4' | 'ipv6' | 'both' = 'ipv4'): readonly CaseNode[] {
  return names.map((name, index) => ({
    name,
    addresses: [
      ...(families === 'ipv6' ? [] : [`172.16.0.${11 + index}`]),
      ...(families === 'ipv4' ? [] : [`fd00::${11 + index}`]),
    ],
  }));
}

export const three: readonly CaseNode[] = clusterOf(['alpha', 'beta', 'gamma']);

/**
 * Where both ends may begin at the same moment: an answer that takes longer than `retransmit-interval` (half a second by
 * default, and a guest is slow) can lose the tunnel; what that looks like is measured in a case of its own.
 */
export const patient = { options: { 'retransmit-interval': '8000' } } as const;
