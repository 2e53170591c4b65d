/** Address pools of several conns: the same, or apart. */
import { append } from '../../../bytes/append.ts';
import { shown } from '../../../bytes/shown.ts';
import type { Diagnostic } from '../../../diagnostics/diagnostic.ts';
import { type PlutoRange, partsOf, readPlutoPool } from '../../address/pluto-range.ts';
import { atLeast, type Release } from '../../release.ts';
import { isStarted, lost, sides } from './conn-rules/rule.ts';
import type { ResolvedConn } from './resolved.ts';

/** What is wrong with each conn whose pool overlaps that of an earlier one and is another; conns that are lost have none. */
export function poolOverlaps(
  conns: readonly { readonly conn: ResolvedConn; readonly isLost: boolean }[],
  release: Release,
): ReadonlyMap<ResolvedConn, readonly Diagnostic[]> {
  const taken: { readonly range: PlutoRange; readonly conn: string }[] = [];
  const findings = new Map<ResolvedConn, readonly Diagnostic[]>();
  for (const { conn, isLost } of conns) {
    if (isLost || !isStarted(conn)) continue;
    for (const side of sides) {
      const pool = conn.settings.get(`${side}addresspool`);
      if (pool?.value === undefined) continue;
      // Up to 4.15 a list is no pool.
      const parts = atLeast(release, '5.0') ? partsOf(pool.value) : [pool.value];
      const ranges = parts.flatMap((part) => readPlutoPool(part) ?? []);
      const other = ranges
        .flatMap((range) => taken.filter((earlier) => overlaps(earlier.range, range)))
        .find((earlier) => !ranges.some((range) => isSame(earlier.range, range)));
      if (other === undefined)
        append(
          taken,
          ranges.map((range) => ({ range, conn: conn.name })),
        );
      else {
        const because = `${pool.keyword}= must be the pool of conn ${shown(other.conn)}, or apart from it`;
        findings.set(conn, lost(pool, release, because));
      }
    }
  }
  return findings;
}

function overlaps(a: PlutoRange, b: PlutoRange): boolean {
  return a.family === b.family && a.from <= b.to && b.from <= a.to;
}

function isSame(a: PlutoRange, b: PlutoRange): boolean {
  return a.family === b.family && a.from === b.from && a.to === b.to;
}
