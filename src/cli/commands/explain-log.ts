import type { Command } from 'commander';
import { toLossless } from '../../bytes/lossless-utf8.ts';
import { type TextPlace, valueAt } from '../../diagnostics/diagnostic.ts';
import { secretLooks } from '../../diagnostics/secret-looks.ts';
import { resolveConns } from '../../libreswan/ipsec-conf/load/resolve.ts';
import type { ResolvedConn } from '../../libreswan/ipsec-conf/load/resolved.ts';
import { parseConf } from '../../libreswan/ipsec-conf/syntax/parse.ts';
import { newestRelease, readReleaseRange } from '../../libreswan/release.ts';
import { type ExplainedLine, explainLog } from '../../troubleshoot/explain-log.ts';
import { placeCause } from '../../troubleshoot/place-cause.ts';
import { exitStatus, UsageError } from '../exit.ts';
import { includesBelow } from '../includes.ts';
import { readInput } from '../input.ts';
import { documentHead } from '../json-document.ts';
import { writeOut } from '../output.ts';
import type { Run } from '../program.ts';
import type { CommonOptions } from '../report.ts';
import { printable, type SafeText, safe, safeJson } from '../safe-text.ts';
import { refuseUnlessConf } from '../secrecy/conf-taint.ts';
import { taint } from '../secrecy/taint.ts';
import { type Paint, paintFor } from '../terminal.ts';

interface ExplainLogOptions {
  readonly conf?: string;
  readonly root?: string;
  readonly libreswan?: string;
}

/** `swanmesh explain-log [FILE]`: what the lines of a log come from, and what to change. */
export function explainLogCommand(program: Command, run: Run): void {
  program
    .command('explain-log')
    .description('say what failures in a log of pluto, addconn, ipsec status or the kernel come from')
    .argument('[file]', 'the log; - or nothing for standard input', '-')
    .option('--conf <file>', 'the ipsec.conf of that host: causes are told with the line to look at')
    .option('--root <folder>', 'follow includes of that file below this folder')
    .option('--libreswan <release>', 'the release that reads that file (the newest)')
    .action((path: string, own: ExplainLogOptions) => run((options) => explain(path, own, options)));
}

async function explain(path: string, own: ExplainLogOptions, options: CommonOptions): Promise<number> {
  const { bytes } = readInput(path, 'source');
  const text = toLossless(bytes);
  for (const { values } of secretLooks(text)) for (const value of values) taint(value);
  const conns = connsOf(own);
  const { lines, explained } = explainLog(text);
  const rows = explained.map((line) => ({ ...line, at: placeCause(line, conns) }));
  const failed = rows.some(({ cause, upAt }) => cause.severity === 'error' && upAt === undefined);
  const status = failed ? exitStatus.findings : exitStatus.done;
  if (options.json) {
    const head = { ...documentHead([], options), ok: !failed };
    await writeOut(safe`${safeJson({ ...head, lines, causes: rows.map(jsonRow), findings: [] })}\n`);
    return status;
  }
  const paint = paintFor(process.stdout, options.color);
  for (const row of rows) await writeOut(rowText(row, paint));
  if (rows.length === 0) await writeOut(safe`${lines} lines, none of a failure that is known\n`);
  return status;
}

/** The conns of `--conf`, as its release has them. */
function connsOf({ conf: path, root, libreswan }: ExplainLogOptions): readonly ResolvedConn[] {
  if (path === undefined) {
    if (root !== undefined || libreswan !== undefined) throw new UsageError('--root and --libreswan go with --conf');
    return [];
  }
  const range = libreswan === undefined ? undefined : readReleaseRange(libreswan, valueAt('--libreswan'));
  if (range?.kind === 'failed' || (range?.value.length ?? 1) > 1)
    throw new UsageError('--libreswan must be one release that is known, such as 4.10');
  const { name, bytes } = readInput(path, 'configuration');
  refuseUnlessConf(name, bytes);
  const { value: conf } = parseConf(bytes, range?.value[0] ?? newestRelease, name);
  return resolveConns(conf, root === undefined ? undefined : includesBelow(root, []));
}

type Row = ExplainedLine & { readonly at: (TextPlace & { readonly keyword?: string }) | undefined };

function jsonRow({ cause, line, last, times, conn, peer, upAt, text, at }: Row): object {
  const { id, severity, side, keywords = [], source } = cause;
  return {
    id,
    severity,
    line,
    last,
    times,
    conn,
    peer,
    upAt,
    text,
    cause: cause.cause,
    change: cause.change,
    side,
    keywords,
    at,
    source,
  };
}

const where = { here: safe`on this host`, peer: safe`on the peer`, either: safe`on either host` } as const;

function rowText({ cause, line, times, conn, peer, upAt, text, at }: Row, paint: Paint): SafeText {
  const often = times === 1 ? safe`` : safe`, ${times} times`;
  const whose =
    conn === undefined
      ? safe``
      : safe` ${paint.strong(printable(conn))}${peer === undefined ? safe`` : safe` (${printable(peer)})`}`;
  const shown = text.length > 160 ? `${text.slice(0, 160)}…` : text;
  const place =
    at === undefined
      ? safe``
      : safe`  look at: ${printable(`${at.file}:${at.line}:${at.column}`)}${at.keyword === undefined ? safe`` : safe` (${printable(at.keyword)}=)`}\n`;
  const up = upAt === undefined ? safe`` : safe`  since then: a tunnel of it came up (line ${upAt})\n`;
  return safe`line ${line}${often}:${whose} ${paint[cause.severity](printable(cause.severity))} [${printable(cause.id)}]
  ${paint.faint(printable(shown.trim()))}
  cause: ${printable(cause.cause)}
  change ${where[cause.side]}: ${printable(cause.change)}
${place}${up}\n`;
}
