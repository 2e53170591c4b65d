import { shown } from '../../../bytes/shown.ts';
import { type Diagnostic, diagnostic, type TextPlace, textAt } from '../../../diagnostics/diagnostic.ts';
import type { HostConn } from '../../../hosts/conns/host-conn.ts';
import { isLoaded } from '../../../hosts/conns/is-loaded.ts';
import type { Vocabulary } from '../../../hosts/conns/line-table.ts';
import type { HostEvidence } from '../../../hosts/evidence.ts';
import { type ConnState, status } from '../../../hosts/facts/status.ts';

/**
 * `verify/not-running`: pluto runs. `verify/not-active`: the running pluto has every conn that the files load, and has routed
 * those that are to be: a file that was changed after pluto read it protects nothing.
 *
 * @see ipsec-status(8); `show_connection_status` in libreswan `programs/pluto/connections.c`, runs of 4.3, 4.10 and 5.2
 */
export function checkPlutoStatus(
  conns: readonly HostConn[],
  evidence: Pick<HostEvidence, 'name' | 'files' | 'show'>,
  vocabulary: Vocabulary,
): StatusReport {
  const gathered = status.read(evidence);
  if (gathered === undefined) return { ofHost: [], ofConns: new Map() };
  const { at, text, isRunning: runs, conns: running } = gathered.value;
  if (/permission denied/i.test(text))
    return ofHost(
      diagnostic('verify/unreadable-fact', at, '"ipsec status" was not allowed to ask pluto', {
        hint: 'run the script of "swanmesh collect-script" on the host as root',
      }),
    );
  if (!runs)
    return ofHost(
      diagnostic('verify/not-running', at, `pluto does not run on ${evidence.name}: "ipsec status" lists nothing`, {
        hint: 'start it: systemctl start ipsec',
      }),
    );
  const planned = conns.filter((conn) => isRunning(conn, vocabulary));
  const absent = planned.filter((conn) => !running.has(conn.name));
  const [first] = absent;
  const ofConns = new Map<string, Diagnostic>();
  if (first !== undefined) {
    const missing = diagnostic('verify/not-active', at, `pluto has not loaded ${listed(absent)}`, {
      hint: `load it: ipsec auto --add ${first.name}, or restart pluto`,
      related: [inFiles(first)],
    });
    for (const conn of absent) ofConns.set(conn.name, missing);
  }
  for (const conn of planned) {
    const found = unrouted(conn, running.get(conn.name), vocabulary);
    if (found !== undefined) ofConns.set(conn.name, found);
  }
  return { ofHost: [], ofConns };
}

/** What the running pluto refutes: of the whole host, and of single conns by their names. */
export interface StatusReport {
  readonly ofHost: readonly Diagnostic[];
  readonly ofConns: ReadonlyMap<string, Diagnostic>;
}

function ofHost(finding: Diagnostic): StatusReport {
  return { ofHost: [finding], ofConns: new Map() };
}

function isRunning({ lost, leftAddress, rightAddress, both }: HostConn, vocabulary: Vocabulary): boolean {
  const isWhole = leftAddress !== undefined && rightAddress !== undefined && lost.length === 0;
  return isWhole && isLoaded(both, vocabulary);
}

/** A group is a pattern for the conns that its file makes, and is never routed itself. */
function unrouted(conn: HostConn, state: ConnState | undefined, vocabulary: Vocabulary): Diagnostic | undefined {
  const isGroup = /^%(?:opportunistic)?group$/.test(conn.rightAddress?.value ?? '');
  const isRouted = vocabulary.find(conn.both, 'auto')?.meaning === 'ondemand';
  if (state?.unrouted !== true || isGroup || !isRouted) return undefined;
  return diagnostic('verify/not-active', state.at, `conn ${shown(conn.name)} is not routed: packets leave in clear`, {
    hint: `route it: ipsec auto --route ${conn.name}`,
    related: [inFiles(conn)],
  });
}

function listed(conns: readonly HostConn[]): string {
  const names = conns.slice(0, 3).map(({ name }) => shown(name));
  return `conn ${names.join(', ')}${conns.length > 3 ? ` and ${conns.length - 3} more` : ''}`;
}

function inFiles({ own }: HostConn): { readonly at: TextPlace; readonly message: string } {
  return { at: textAt(own.file, own.line, 1), message: 'the conn in the files' };
}
