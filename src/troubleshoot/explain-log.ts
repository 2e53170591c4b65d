import type { LogCause } from './cause.ts';
import { logCauses } from './causes/index.ts';
import { type LogLine, readLogLine } from './read-log-line.ts';

/** A cause, and the lines that say it of one conn. */
export interface ExplainedLine {
  readonly cause: LogCause;
  /** The first such line, from 1. */
  readonly line: number;
  /** The last such line. */
  readonly last: number;
  /** How many such lines there are. */
  readonly times: number;
  readonly conn?: string;
  readonly peer?: string;
  /** A later line on which a tunnel of the conn came up; absent where none did. */
  readonly upAt?: number;
  /** The first of the lines, as it is in the log without what the logger wrote before it. Hostile text. */
  readonly text: string;
}

/** What a log says. */
export interface ExplainedLog {
  /** How many lines were read. */
  readonly lines: number;
  /** By conn and cause, in the order of the log; empty where no line is of a known kind. */
  readonly explained: readonly ExplainedLine[];
}

const established = /established Child SA|IPsec SA established|rekeyed Child SA/;

/** Every wording of every kind, with how much of a line it fixes. */
const wordings = logCauses.flatMap((cause) =>
  cause.says.map((fragments) => ({
    cause,
    fragments,
    length: fragments.reduce((sum, { length }) => sum + length, 0),
  })),
);

/**
 * The cause of each line of a log that is of a known kind: pluto's log, what `ipsec add` and `ipsec up` print,
 * `ipsec status`, and the counters of `/proc/net/xfrm_stat`.
 *
 * Lines which only say that something failed are left out where a line of the same conn says why. Healthy lines and lines
 * of unknown kinds are left out; lines are matched by fixed words, so that the work is linear in their length.
 *
 * @example
 * explainLog('"a-to-b" #1: authentication failed: no PSK found for \'CN=b\'').explained.map(({ cause }) => cause.id)
 * // ['no-secret']
 *
 * @see `logCauses`, the table
 */
export function explainLog(text: string | readonly string[]): ExplainedLog {
  const lines = typeof text === 'string' ? linesOf(text) : text;
  const found = new Map<string, ExplainedLine>();
  const up = new Map<string | undefined, number>();
  lines.forEach((line, i) => {
    const read = readLogLine(line);
    if (established.test(read.text)) up.set(read.conn, i + 1);
    const cause = causeOf(read);
    if (cause === undefined) return;
    const key = JSON.stringify([cause.id, read.conn, read.peer]);
    const known = found.get(key);
    found.set(
      key,
      known === undefined
        ? { cause, line: i + 1, last: i + 1, times: 1, ...read }
        : { ...known, last: i + 1, times: known.times + 1 },
    );
  });
  const all = [...found.values()].map((each): ExplainedLine => {
    const upAt = each.conn === undefined ? undefined : up.get(each.conn);
    return upAt === undefined || upAt < each.last ? each : { ...each, upAt };
  });
  return { lines: lines.length, explained: all.filter((each) => rank(each) <= strongest(all, each.conn)) };
}

/** What is behind the last line break is no line of its own. */
function linesOf(text: string): readonly string[] {
  const lines = text.split(/\r?\n/);
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}

const ranks = ['reason', 'symptom', 'end'] as const;
const rank = ({ cause: { tells } }: ExplainedLine): number => ranks.indexOf(tells);

/** How much the line says that tells most of the conn, or of the host. */
function strongest(all: readonly ExplainedLine[], conn: string | undefined): number {
  const failures = all.filter((each) => each.cause.severity === 'error' && (each.conn ?? conn) === conn);
  return failures.reduce<number>((least, failure) => Math.min(least, rank(failure)), ranks.length);
}

/** The kind of line whose fixed words are the most. */
function causeOf({ text }: LogLine): LogCause | undefined {
  let best: (typeof wordings)[number] | undefined;
  for (const wording of wordings)
    if ((best === undefined || wording.length > best.length) && says(text, wording.fragments)) best = wording;
  return best?.cause.counts === true && !/[1-9]\d*\s*$/.test(text.slice(-24)) ? undefined : best?.cause;
}

function says(text: string, fragments: readonly string[]): boolean {
  let from = 0;
  for (const fragment of fragments) {
    const at = text.indexOf(fragment, from);
    if (at < 0) return false;
    from = at + fragment.length;
  }
  return true;
}
