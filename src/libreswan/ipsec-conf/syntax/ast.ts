/**
 * An ipsec.conf as a lossless tree: the texts of all nodes, one after the other, are the file. Lines and columns count from
 * 1, columns in UTF-16 code units.
 */

import type { Quotes } from '../../keyword/value/fate.ts';
import type { Release } from '../../release.ts';

/** A position in the file. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A line of nothing but blanks. */
export interface BlankLine {
  readonly kind: 'blank';
  readonly text: string;
  readonly line: number;
}

/** A line of nothing but a comment. */
export interface CommentLine {
  readonly kind: 'comment';
  readonly text: string;
  readonly line: number;
}

/** `keyword=value`. */
export interface SettingLine {
  readonly kind: 'setting';
  /** The whole line with its break; up to 3.32 also the next one, where the value is empty. */
  readonly text: string;
  /** As written. */
  readonly keyword: string;
  /** What the release takes for the value, without its quotes. */
  readonly value: string;
  readonly quotes: Quotes;
  /** Where the keyword begins. */
  readonly at: Position;
  /** Where the value begins, at its quote if it has one. */
  readonly valueAt: Position;
}

/** `x-name=…`: a private remark that every release passes over. */
export interface RemarkLine {
  readonly kind: 'remark';
  readonly text: string;
  readonly keyword: string;
  readonly value: string;
  readonly at: Position;
}

/** A line that the release cannot read, or that it reads as nothing; the findings of the file say why. */
export interface FaultLine {
  readonly kind: 'fault';
  readonly text: string;
  readonly at: Position;
}

/** `include PATTERN`. */
export interface IncludeLine {
  readonly kind: 'include';
  readonly text: string;
  readonly pattern: string;
  readonly at: Position;
  readonly patternAt: Position;
}

/** `version X`, which means nothing. */
export interface VersionLine {
  readonly kind: 'version';
  readonly text: string;
  readonly value: string;
  readonly at: Position;
}

/** What stands in a section. */
export type SectionLine = BlankLine | CommentLine | SettingLine | RemarkLine | FaultLine;

/** `config setup` and its lines. */
export interface SetupNode {
  readonly kind: 'setup';
  /** The header's line with its break. */
  readonly text: string;
  readonly at: Position;
  readonly body: readonly SectionLine[];
}

/** `conn NAME` and its lines, with the blank and comment lines up to the next section. */
export interface ConnNode {
  readonly kind: 'conn';
  /** The header's line with its break. */
  readonly text: string;
  readonly name: string;
  readonly at: Position;
  /** Where the name begins, at its quote if it has one. */
  readonly nameAt: Position;
  readonly body: readonly SectionLine[];
}

/** What stands at the top of a file. */
export type TopNode = BlankLine | CommentLine | FaultLine | IncludeLine | VersionLine | SetupNode | ConnNode;

/** A file as one release reads it. */
export interface IpsecConf {
  readonly kind: 'ipsec-conf';
  /** The name for findings. */
  readonly file: string;
  readonly release: Release;
  readonly nodes: readonly TopNode[];
}

/** The text of the file. */
export function sourceOf(conf: IpsecConf): string {
  const texts: string[] = [];
  for (const node of conf.nodes) {
    texts.push(node.text);
    if (node.kind === 'setup' || node.kind === 'conn') for (const line of node.body) texts.push(line.text);
  }
  return texts.join('');
}
