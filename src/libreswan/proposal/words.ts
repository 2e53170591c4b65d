/** A proposal in words, and what stands between them. */

/** A word, with the delimiters beside it; both are empty at the ends. */
export interface Word {
  readonly text: string;
  readonly before: string;
  readonly after: string;
}

/** Cuts a proposal at each of some characters. Nothing is one empty word. */
export function wordsOf(text: string, delimiters: string): readonly Word[] {
  const words: Word[] = [];
  let start = 0;
  for (let at = 0; at <= text.length; at += 1) {
    if (at < text.length && !delimiters.includes(text[at] as string)) continue;
    words.push({ text: text.slice(start, at), before: text[start - 1] ?? '', after: text[at] ?? '' });
    start = at + 1;
  }
  return words;
}
