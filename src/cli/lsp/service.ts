/** What the server asks of each kind of document. Lines and characters count from 0, as the protocol has them. */
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { TextFix } from '../../diagnostics/fix.ts';

export interface Spot {
  readonly line: number;
  readonly character: number;
}

export interface Span {
  readonly start: Spot;
  readonly end: Spot;
}

/** A word to offer. */
export interface Offer {
  readonly label: string;
  readonly detail: string;
  readonly documentation: string;
}

/** A place to go to: in a file, which may be the document itself. */
export interface Target {
  readonly path: string;
  readonly span: Span;
}

/** A replacement that mends one finding. */
export interface QuickFix {
  readonly title: string;
  readonly span: Span;
  readonly text: string;
}

/** A finding where the editor underlines it. */
export interface Underlined {
  readonly finding: Diagnostic;
  readonly span: Span;
  /** What may be put in its place. */
  readonly fix?: QuickFix;
}

/** One document as it is now. */
export interface Service {
  readonly findings: () => Promise<readonly Underlined[]>;
  /** Markdown, empty where there is nothing to say. */
  readonly hover: (at: Spot) => string;
  readonly complete: (at: Spot) => readonly Offer[];
  readonly definition: (at: Spot) => Target | undefined;
}

/** The word around a spot: letters, digits, `_`, `-`. */
export function wordAt(line: string, character: number): { readonly word: string; readonly from: number } {
  const before = /[A-Za-z0-9_-]*$/.exec(line.slice(0, character))?.[0] ?? '';
  const after = /^[A-Za-z0-9_-]*/.exec(line.slice(character))?.[0] ?? '';
  return { word: before + after, from: character - before.length };
}

/** From a position that counts from 1 to the end of its line's text; a finding at a word underlines the word. */
export function spanFrom(rows: readonly string[], line: number, column: number): Span {
  const text = rows[line - 1] ?? '';
  const { word } = wordAt(text, column - 1);
  const end =
    text.slice(column - 1, column - 1 + word.length) === word && word !== ''
      ? column - 1 + word.length
      : text.trimEnd().length;
  return {
    start: { line: line - 1, character: column - 1 },
    end: { line: line - 1, character: Math.max(end, column - 1) },
  };
}

/** A change of the text as an editor makes it. */
export function quickFix({ at, text }: TextFix): QuickFix {
  const line = text.trim().replaceAll(/\s*\n\s*/g, ' ');
  return {
    title: text === '' ? 'Take it out' : `Write ${line.length > 60 ? `${line.slice(0, 59)}…` : line}`,
    span: {
      start: { line: at.line - 1, character: at.column - 1 },
      end: { line: at.endLine - 1, character: at.endColumn - 1 },
    },
    text,
  };
}
