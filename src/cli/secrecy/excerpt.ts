/** Lines of a file for the excerpts below findings, safe to print. */
import { type Excerpts as PlainExcerpts, excerptsOf as plainExcerptsOf } from '../../diagnostics/excerpt.ts';
import type { Span } from '../../diagnostics/secret-looks.ts';
import { joinSafe, printable, type SafeText } from '../safe-text.ts';

/** A piece of a line, and how many columns into it the place is. */
export interface Excerpt {
  readonly text: SafeText;
  readonly caret: number;
}

/** Gives the excerpt around a place, both numbers counted from 1; `undefined` beyond the text. */
export type Excerpts = (line: number, column: number) => Excerpt | undefined;

/** No excerpt at all: of a file of which nothing may be shown. */
export const noExcerpts: Excerpts = () => undefined;

/** The excerpts of a text of which `secret` is not shown. */
export function excerptsOf(text: string, secret: readonly Span[]): Excerpts {
  const plain: PlainExcerpts = plainExcerptsOf(text, secret);
  return (line, column) => {
    const found = plain(line, column);
    if (found === undefined) return undefined;
    const [before, after] = [printable(found.before), printable(found.after)];
    return { text: joinSafe([before, after]), caret: before.length };
  };
}
