/** Sections that stand in a file just as in the file that was read before: they are taken over as a whole. */
import type { Section } from './section.ts';

/** The file that was read before, and where each of its sections begins; the last entry is the end. */
export interface Earlier {
  readonly text: string;
  readonly sections: readonly Section[];
  readonly starts: readonly number[];
  readonly byName: ReadonlyMap<string, number>;
}

/** What the lines of a file come to so far. */
export interface Scan {
  readonly text: string;
  readonly file: string;
  readonly sections: Section[];
  /** Where each of them begins. */
  readonly starts: number[];
  line: number;
  at: number;
}

/** What a file comes to that was read to its end, for the next one. */
export function earlierFile({ text, sections, starts }: Scan): Earlier {
  return {
    text,
    sections,
    starts: [...starts, text.length],
    byName: new Map(sections.map((each, i) => [each.name, i])),
  };
}

/** Takes over as many sections as stand here as in the file that was read before; false where this one does not. */
export function takeEarlier(earlier: Earlier, scan: Scan, name: string): boolean {
  const first = earlier.byName.get(name);
  if (first === undefined) return false;
  const { text, sections } = earlier;
  const from = earlier.starts[first] as number;
  const isSameUpTo = (section: number): boolean => {
    const length = (earlier.starts[section] as number) - from;
    return scan.text.slice(scan.at, scan.at + length) === text.slice(from, from + length);
  };
  // The section must end here as it did there: at the next header, or with the file.
  const endsAlike = (section: number): boolean => {
    const next = scan.at + (earlier.starts[section] as number) - from;
    return next === scan.text.length || scan.text.charCodeAt(next) === 99;
  };
  if (!isSameUpTo(first + 1)) return false;
  let [same, other] = [first + 1, sections.length + 1];
  if (isSameUpTo(sections.length)) same = sections.length;
  else
    while (other - same > 1) {
      const middle = (same + other) >> 1;
      if (middle <= sections.length && isSameUpTo(middle)) same = middle;
      else other = middle;
    }
  if (!endsAlike(same)) same -= 1;
  if (same <= first) return false;
  const shift = scan.line - (sections[first] as Section).line;
  for (let i = first; i < same; i += 1) {
    const section = sections[i] as Section;
    scan.sections.push(moved(section, scan.file, section.line + shift));
    scan.starts.push(scan.at + (earlier.starts[i] as number) - from);
  }
  const length = (earlier.starts[same] as number) - from;
  scan.line += linesIn(earlier, first, same, length);
  scan.at += length;
  return true;
}

/** A section that stands elsewhere too. Written out, because a mesh has a million of them. */
function moved(section: Section, file: string, line: number): Section {
  const { name, nameId, leftAddress, rightAddress, left, right, both, also, layout } = section;
  return { name, nameId, file, line, leftAddress, rightAddress, left, right, both, also, layout };
}

/** How many lines the sections from one to another take, those behind the last included. */
function linesIn({ text, sections, starts }: Earlier, from: number, to: number, length: number): number {
  const next = sections[to];
  if (next !== undefined) return next.line - (sections[from] as Section).line;
  const start = starts[from] as number;
  let lines = 0;
  for (let i = text.indexOf('\n', start); i >= 0 && i < start + length; i = text.indexOf('\n', i + 1)) lines += 1;
  return lines;
}
