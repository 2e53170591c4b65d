import { type TextPlace, textAt } from '../diagnostics/diagnostic.ts';
import { lineStarts } from '../diagnostics/line-starts.ts';

/** What gives the place of an offset in a text; one pass over the text, then logarithmic. */
export function textPlaces(text: string, file: string): (offset: number) => TextPlace {
  const starts = lineStarts(text);
  return (offset) => {
    let [low, high] = [0, starts.length];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((starts[middle] as number) <= offset) low = middle;
      else high = middle;
    }
    return textAt(file, low + 1, offset - (starts[low] as number) + 1);
  };
}
