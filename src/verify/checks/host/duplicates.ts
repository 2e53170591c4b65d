import { type Diagnostic, diagnostic, textAt } from '../../../diagnostics/diagnostic.ts';
import type { HostConn } from '../../../hosts/conns/host-conn.ts';

/**
 * `verify/duplicate-conn`: the name of a conn stands once on a host. Each conn replaces the earlier of its name when it is
 * loaded, so only the last one counts, and that is judged like any other.
 *
 * @returns for each conn that is replaced by another the finding, at the one that replaces it
 */
export function replacedConns(conns: readonly HostConn[]): ReadonlyMap<HostConn, Diagnostic> {
  const last = new Map<string, HostConn>();
  for (const conn of conns) last.set(conn.name, conn);
  const replaced = new Map<HostConn, Diagnostic>();
  if (last.size === conns.length) return replaced;
  for (const conn of conns) {
    const winner = last.get(conn.name);
    if (winner === undefined || winner === conn) continue;
    replaced.set(
      conn,
      diagnostic(
        'verify/duplicate-conn',
        textAt(winner.own.file, winner.own.line, 1),
        `the name of a conn must stand once, and this conn replaces an earlier ${JSON.stringify(conn.name.slice(0, 80))}`,
        {
          hint: 'remove one of the two, or give it another name',
          related: [{ at: textAt(conn.own.file, conn.own.line, 1), message: 'the earlier one' }],
        },
      ),
    );
  }
  return replaced;
}
