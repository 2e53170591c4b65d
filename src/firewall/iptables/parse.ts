import { type Diagnostic, diagnostic, type Reading, textAt } from '../../diagnostics/diagnostic.ts';
import type { RestoreLine, RuleOption } from './ast.ts';

/** A line that iptables-save does not write, or that lost its end. */
export interface UnreadableLine {
  readonly kind: 'unreadable';
}

/** A line with the text that it was read from. */
export interface ParsedLine {
  /** The whole line, its end of line included. */
  readonly source: string;
  /** Counted from 1. */
  readonly number: number;
  readonly content: RestoreLine | UnreadableLine;
}

/** A text as read: the sources of its lines, one after the other, are the text. */
export interface ParsedRestore {
  readonly file: string;
  readonly lines: readonly ParsedLine[];
}

/**
 * Reads what iptables-save or ip6tables-save wrote (with or without `-c`), or a restore file. Every text can be read; a line
 * that cannot be understood is kept, with the finding `firewall/unreadable`.
 *
 * @param file its name, for findings
 * @see iptables-save(8)
 */
export function parseRestore(text: string, file: string): Reading<ParsedRestore> {
  const findings: Diagnostic[] = [];
  const lines = (text.match(/[^\n]*\n|[^\n]+$/g) ?? []).map((source, i): ParsedLine => {
    const content = parseLine(source.replace(/\r?\n$/, ''));
    if (content.kind === 'unreadable') {
      const shown = JSON.stringify(source.trim().slice(0, 80));
      findings.push(
        diagnostic(
          'firewall/unreadable',
          textAt(file, i + 1, 1),
          `a line must be one that iptables-save writes, not ${shown}`,
          {
            hint: 'collect the file again with iptables-save or ip6tables-save',
          },
        ),
      );
    }
    return { source, number: i + 1, content };
  });
  return { value: { file, lines }, findings };
}

const unreadable: UnreadableLine = { kind: 'unreadable' };

function parseLine(line: string): RestoreLine | UnreadableLine {
  if (/^\s*(#|$)/.test(line)) return { kind: 'comment', text: line };
  const table = /^\*([A-Za-z0-9_-]+)\s*$/.exec(line);
  if (table?.[1] !== undefined) return { kind: 'table', name: table[1] };
  if (/^COMMIT\s*$/.test(line)) return { kind: 'commit' };
  const chain = /^:(\S+)\s+(\S+)(?:\s+\[\d+:\d+\])?\s*$/.exec(line);
  if (chain?.[1] !== undefined && chain[2] !== undefined) return { kind: 'chain', name: chain[1], policy: chain[2] };
  return parseRule(line.replace(/^\[\d+:\d+\]\s+/, ''));
}

interface Word {
  readonly text: string;
  readonly quoted: boolean;
}

function parseRule(line: string): RestoreLine | UnreadableLine {
  const words = splitWords(line);
  const [append, chain, ...rest] = words ?? [];
  if (append === undefined || chain === undefined || !/^(-A|--append)$/.test(append.text)) return unreadable;
  const options: RuleOption[] = [];
  let negated = false;
  let values: string[] | undefined;
  for (const { text, quoted } of rest) {
    if (!quoted && text === '!') {
      // Old releases wrote the sign behind the option: `-s ! 10.0.0.0/8`.
      const last = options[options.length - 1];
      if (values !== undefined && values.length === 0 && last !== undefined && !last.negated && takesOne(last.name)) {
        options[options.length - 1] = { ...last, negated: true };
      } else negated = true;
    } else if (!quoted && /^--?[A-Za-z]/.test(text)) {
      values = [];
      options.push({ name: text, negated, values });
      negated = false;
    } else if (values === undefined || negated) {
      return unreadable;
    } else values.push(text);
  }
  return negated ? unreadable : { kind: 'rule', chain: chain.text, options };
}

/** Options that never stand without a value. */
function takesOne(name: string): boolean {
  return /^(-[sdiop]|--(source|src|destination|dst|in-interface|out-interface|protocol|[sd]ports?|ports))$/.test(name);
}

/** Words as iptables-restore splits them: at blanks, but not within double quotes, in which a backslash keeps the next character. */
function splitWords(line: string): readonly Word[] | undefined {
  const words: Word[] = [];
  let rest = line.trimStart();
  while (rest !== '') {
    const quoted = /^"((?:[^"\\]|\\.)*)"(?=\s|$)/.exec(rest);
    const plain = /^[^\s"]+(?=\s|$)/.exec(rest);
    const found = quoted ?? plain;
    if (found === null) return undefined;
    words.push({
      text: quoted === null ? found[0] : (quoted[1] ?? '').replace(/\\(.)/g, '$1'),
      quoted: quoted !== null,
    });
    rest = rest.slice(found[0].length).trimStart();
  }
  return words;
}
