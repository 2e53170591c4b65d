import { type TextPlace, textAt } from '../diagnostics/diagnostic.ts';
import type { ResolvedConn } from '../libreswan/ipsec-conf/load/resolved.ts';
import type { ExplainedLine } from './explain-log.ts';

/**
 * Where in a configuration the fault of an explained line may be: the likeliest setting that is written for its conn, else
 * the conn itself; `undefined` where the line names no conn, or none of these.
 *
 * @example
 * const { value: conf } = parseConf('conn a\n\tesp=aes256\n', '4.10')
 * const [line] = explainLog('"a" #2: IKE_AUTH response rejected Child SA with NO_PROPOSAL_CHOSEN').explained
 * placeCause(line, resolveConns(conf)) // line 2, column 2
 */
export function placeCause(
  { conn: name, cause }: ExplainedLine,
  conns: readonly ResolvedConn[],
): (TextPlace & { readonly keyword?: string }) | undefined {
  const conn = conns.find((each) => each.name === name);
  if (conn === undefined) return undefined;
  for (const keyword of cause.keywords ?? []) {
    const written = conn.settings.get(keyword);
    if (written !== undefined)
      return { ...textAt(written.file, written.line.at.line, written.line.at.column), keyword };
  }
  return textAt(conn.file, conn.node.at.line, conn.node.at.column);
}
