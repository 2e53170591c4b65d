/** What the facts of a host refute beside its conns: all that it does, one family, or single conns. */
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Family } from '../../net/address.ts';

/** Numbers of errors in the list of findings. */
export interface Refuted {
  readonly all: readonly number[];
  readonly families: Readonly<Record<Family, readonly number[]>>;
  /** By the name of the conn. */
  readonly conns: ReadonlyMap<string, number>;
}

/** Errors about a host that keep every one of its pairs from being what it should; others are about files or single conns. */
const ofEveryPair: readonly string[] = ['verify/not-running', 'verify/file-mode', 'verify/setup'];

export function refutesAll({ code, severity }: Diagnostic): boolean {
  return severity === 'error' && ofEveryPair.includes(code);
}

/** Whether the facts of a host are in the way of none of its conns. */
export function refutesNothing({ all, families, conns }: Refuted): boolean {
  return all.length === 0 && conns.size === 0 && families.ipv4.length === 0 && families.ipv6.length === 0;
}
