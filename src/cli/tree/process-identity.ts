/** Which process holds a lock, said so that another can tell whether it still runs, or that it cannot tell. */
import { randomBytes } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** A process. Without `boot`, `namespace` and `start` (no Linux, no /proc) nobody can say that it is dead. */
export interface ProcessIdentity {
  readonly id: string;
  readonly host: string;
  readonly pid: number;
  /** Which boot of which kernel. */
  readonly boot?: string;
  /** The namespace that `pid` counts in. */
  readonly namespace?: string;
  /** When it was started, in clock ticks since boot: a number that is used again has another. */
  readonly start?: string;
}

/** This process. */
export function ownIdentity(): ProcessIdentity {
  const facts = {
    boot: attempt(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()),
    namespace: attempt(() => readlinkSync('/proc/self/ns/pid')),
    start: startOf('self'),
  };
  const known = Object.fromEntries(Object.entries(facts).filter(([, fact]) => fact !== undefined));
  return { id: randomBytes(16).toString('hex'), host: hostname(), pid: process.pid, ...known };
}

/** Reads an identity that was written as JSON; it may be anything. */
export function readIdentity(text: string): ProcessIdentity | undefined {
  try {
    const value = JSON.parse(text) as Partial<Record<keyof ProcessIdentity, unknown>>;
    const { id, host, pid, boot, namespace, start } = value;
    if (typeof id !== 'string' || !/^[0-9a-f]{32}$/.test(id)) return undefined;
    if (typeof host !== 'string' || typeof pid !== 'number' || !Number.isSafeInteger(pid) || pid < 1) return undefined;
    return {
      id,
      host: host.slice(0, 255),
      pid,
      ...(typeof boot === 'string' ? { boot } : {}),
      ...(typeof namespace === 'string' ? { namespace } : {}),
      ...(typeof start === 'string' ? { start } : {}),
    };
  } catch {
    return undefined;
  }
}

/**
 * Whether a process has certainly ended, as `own` sees it: on the same kernel and in the same namespace, where its number
 * is nobody's, or that of a process which was started at another time. Anywhere else nobody can tell.
 *
 * @see pid_namespaces(7); proc_pid_stat(5), starttime
 */
export function isProvablyDead(other: ProcessIdentity, own: ProcessIdentity): boolean {
  if (other.boot === undefined || other.namespace === undefined || other.start === undefined) return false;
  if (other.boot !== own.boot || other.namespace !== own.namespace) return false;
  if (own.start === undefined || startOf('self') !== own.start) return false;
  return startOf(other.pid) !== other.start;
}

/** The time at which a process was started, or `undefined` where there is none; a zombie is none. */
function startOf(pid: number | 'self'): string | undefined {
  const stat = attempt(() => readFileSync(`/proc/${pid}/stat`, 'latin1'));
  // The name before the last parenthesis may have blanks and parentheses in it.
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields === undefined || fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19];
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
