/** What an importer gives: hosts as the inventory writes them, with only the keys that the source knows. */
import type { ValuePath } from '../../diagnostics/diagnostic.ts';
import { isControlPlane } from '../control-plane.ts';
import type { WrittenNode } from '../written.ts';

/** One host of another inventory. */
export interface ImportedHost {
  /** A node's name by the contract's pattern. */
  readonly name: string;
  /** The keys of `nodes.<name>` that the source knows; addresses are canonical. */
  readonly node: Partial<WrittenNode>;
  /** Where the host is in the source. */
  readonly at: ValuePath;
}

/** Hosts of another inventory, those of the control plane first. */
export interface Imported {
  readonly kind: 'imported';
  readonly hosts: readonly ImportedHost[];
  /** The path of the authorities' PEM bundle, where the source has one. */
  readonly authority?: string;
}

/** Hosts in the order of a new inventory: the control plane, then by role, then by name, each in code unit order. */
export function inRoleOrder(hosts: readonly ImportedHost[]): readonly ImportedHost[] {
  const key = ({ name, node: { role = '' } }: ImportedHost): readonly string[] => [
    isControlPlane(role) ? '0' : '1',
    role,
    name,
  ];
  return [...hosts].sort((a, b) => {
    const [left, right] = [key(a), key(b)];
    const i = left.findIndex((part, j) => part !== right[j]);
    return i < 0 ? 0 : (left[i] as string) < (right[i] as string) ? -1 : 1;
  });
}
