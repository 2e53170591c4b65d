import type { Command } from 'commander';
import { toLossless } from '../../bytes/lossless-utf8.ts';
import type { Severity } from '../../diagnostics/codes.ts';
import type { TextPlace } from '../../diagnostics/diagnostic.ts';
import { resolveConns } from '../../libreswan/ipsec-conf/load/resolve.ts';
import type { ResolvedConn } from '../../libreswan/ipsec-conf/load/resolved.ts';
import { parseConf } from '../../libreswan/ipsec-conf/syntax/parse.ts';
import { newestRelease } from '../../libreswan/release.ts';
import { type ExplainedLine, explainLog } from '../../troubleshoot/explain-log.ts';
import { placeCause } from '../../troubleshoot/place-cause.ts';
import { counted } from '../counted.ts';
import { exitStatus, UsageError } from '../exit.ts';
import { readInput } from '../input.ts';
import { writeDocument } from '../json-document.ts';
import { writeOut } from '../output.ts';
import type { Run } from '../program.ts';
import { oneRelease } from '../release-option.ts';
import { type CommonOptions, statusOf } from '../report.ts';
import { printable, type SafeText, safe } from '../safe-text.ts';
import { confIncludes } from '../secrecy/conf-includes.ts';
import { refuseUnlessConf } from '../secrecy/conf-taint.ts';
import { type Paint, paintFor } from '../terminal.ts';
import { taintLooks } from '../text-input.ts';

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
  taintLooks(text);
  const conns = connsOf(own);
  const { lines, explained } = explainLog(text);
  const rows = explained.map((line): Row => ({ ...line, severity: severityOf(line), at: placeCause(line, conns) }));
  if (options.json) {
    // The counts of a document are those of its findings; what a log says is none of ours.
    const ok = statusOf(rows, options) === exitStatus.done;
    await writeDocument({ ok, lines, causes: rows.map(jsonRow) }, [], undefined, options);
    return statusOf(rows, options);
  }
  const paint = paintFor(process.stdout, options.color);
  for (const row of rows) await writeOut(rowText(row, paint));
  if (rows.length === 0) await writeOut(safe`${counted(lines, 'line')}, none of a failure that is known\n`);
  return statusOf(rows, options);
}

/** What failed and came up later is no failure any more. */
function severityOf({ cause, upAt }: ExplainedLine): Severity {
  return upAt === undefined ? cause.severity : 'info';
}

/** The conns of `--conf`, as its release has them. */
function connsOf({ conf: path, root, libreswan }: ExplainLogOptions): readonly ResolvedConn[] {
  if (path === undefined) {
    if (root !== undefined || libreswan !== undefined) throw new UsageError('--root and --libreswan go with --conf');
    return [];
  }
  const { release } = oneRelease(libreswan ?? newestRelease);
  const { name, bytes } = readInput(path, 'configuration');
  refuseUnlessConf(name, bytes);
  const { value: conf } = parseConf(bytes, release, name);
  return resolveConns(conf, root === undefined ? undefined : confIncludes(root, []));
}

interface Row extends ExplainedLine {
  readonly severity: Severity;
  readonly at: (TextPlace & { readonly keyword?: string }) | undefined;
}

function jsonRow({ cause: { says: _, tells, counts, cause, ...known }, ...row }: Row): object {
  return { keywords: [], ...known, ...row, cause };
}

const where = { here: safe`on this host`, peer: safe`on the peer`, either: safe`on either host` } as const;

function rowText({ cause, severity, line, times, conn, peer, upAt, text, at }: Row, paint: Paint): SafeText {
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
  return safe`line ${line}${often}:${whose} ${paint[severity](printable(severity))} [${printable(cause.id)}]
  ${paint.faint(printable(shown.trim()))}
  cause: ${printable(cause.cause)}
  change ${where[cause.side]}: ${printable(cause.change)}
${place}${up}\n`;
}
