/**
 * The text that iptables-save writes and iptables-restore reads, line by line.
 *
 * @see iptables-restore(8), iptables-save(8), iptables(8), iptables-extensions(8)
 */

/** An option of a rule with the words up to the next option, such as `-i eth0`, `! -s 10.0.0.0/8` or `--set-mss 1398`. */
export interface RuleOption {
  /** With its dashes. */
  readonly name: string;
  /** Whether `!` stands before it. */
  readonly negated: boolean;
  readonly values: readonly string[];
}

/** `# …` or an empty line. */
export interface CommentLine {
  readonly kind: 'comment';
  /** The whole line. */
  readonly text: string;
}

/** `*filter`: what follows up to `COMMIT` is about this table. */
export interface TableLine {
  readonly kind: 'table';
  readonly name: string;
}

/** `:NAME POLICY [packets:bytes]`: declares a chain; one of our own (policy `-`) is emptied even with `--noflush`. */
export interface ChainLine {
  readonly kind: 'chain';
  readonly name: string;
  /** `ACCEPT`, `DROP`, or `-` for a chain that is not built in. */
  readonly policy: string;
}

/** `-A CHAIN …`: a rule at the end of its chain. */
export interface RuleLine {
  readonly kind: 'rule';
  readonly chain: string;
  /** Matches and target in their order. */
  readonly options: readonly RuleOption[];
}

/** `COMMIT`: the table takes effect, all at once. */
export interface CommitLine {
  readonly kind: 'commit';
}

/** A line of the language. */
export type RestoreLine = CommentLine | TableLine | ChainLine | RuleLine | CommitLine;

/**
 * An option.
 *
 * @example option('-p', 'esp') // { name: '-p', negated: false, values: ['esp'] }
 */
export function option(name: string, ...values: string[]): RuleOption {
  return { name, negated: false, values };
}
