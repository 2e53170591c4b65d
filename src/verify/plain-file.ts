/**
 * Reads a file of which every release's lexer says the same: what we and most generators write. Anything else, even a
 * blank too many, is left to the real parser; so this one can be fast without knowing the lexer's corners.
 *
 * In a mesh nearly every conn has been seen before: a host's conns begin with the same lines, and what follows them is what
 * other hosts' conns of the same name say too. So both parts are remembered, and compared as wholes.
 */
import { isConnName } from '../libreswan/conn-name.ts';
import type { Release } from '../libreswan/release.ts';
import type { Layouts } from './layouts.ts';
import { emptySection, type FileReading, type OpenSection, type Section } from './section.ts';
import { detached, type Vocabulary, type Word } from './words.ts';

/** A tab, a keyword, a value of one plain word or between double quotes. */
const plainLine =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a quoted value with a control character is not plain
  /^\t([a-z0-9-]+)=(?:"([^"\0-\x1f\x7f]*[^"\0-\x20\x7f][^"\0-\x1f\x7f]*)"|([A-Za-z0-9@%.,:;/_+*~|!-][A-Za-z0-9@%.,:;/_+*~|!=#-]*))$/;

/** Below this many lines in common a beginning is not worth the comparison. */
const shortestStart = 4;

/** The reader of one release's plain files. */
export interface PlainReader {
  /** What a line means; `undefined` where it is not plain. */
  readonly word: (line: string) => Word | undefined;
  /** The sections of a file, or `undefined` where it is not plain. */
  readonly read: (text: string, file: string) => FileReading | undefined;
}

/** Some lines of a section, and what they come to. */
interface Part {
  readonly text: string;
  readonly lines: number;
  readonly state: OpenSection;
}

/** The name of a section, and its number. */
interface SectionName {
  readonly text: string;
  readonly id: number;
}

/** The file that was read before, and where each of its sections begins; the last entry is the end. */
interface Earlier {
  readonly text: string;
  readonly sections: readonly Section[];
  readonly starts: readonly number[];
  readonly byName: ReadonlyMap<string, number>;
}

/** So often in a row may a section be another than in the file before, until nothing more is expected of that. */
const mostMisses = 3;

/** What the lines of a file come to so far. */
interface Scan {
  readonly text: string;
  readonly file: string;
  readonly sections: Section[];
  line: number;
  at: number;
}

export function newPlainReader(release: Release, layouts: Layouts, vocabulary: Vocabulary): PlainReader {
  const words = new Map<string, Word | undefined>();
  /** How the section of a name went on, behind the lines that all sections of its host begin with. */
  const endings = new Map<string, Part>();
  const names = new Map<string, SectionName>();
  let earlier: Earlier | undefined;
  return { word, read };

  function word(line: string): Word | undefined {
    const known = words.get(line);
    if (known !== undefined || words.has(line)) return known;
    const match = plainLine.exec(line);
    const made = match === null ? undefined : plainWord(match[1] as string, match[2], match[3]);
    words.set(detached(line), made);
    return made;
  }

  function plainWord(keyword: string, quoted: string | undefined, bare: string | undefined): Word | undefined {
    const made = vocabulary.word(release, keyword, quoted ?? bare ?? '', quoted === undefined ? 'none' : 'double');
    const simple = made.fate.kind === 'taken' && (made.group !== 'also' || !/[ \t]/.test(made.value));
    return simple ? made : undefined;
  }

  function read(text: string, file: string): FileReading | undefined {
    const scan: Scan = { text, file, sections: [], line: 1, at: 0 };
    const starts: number[] = [];
    let start: Part | undefined;
    let last = -1;
    let misses = 0;
    while (scan.at < text.length) {
      const code = text.charCodeAt(scan.at);
      if (code === 10) {
        scan.at += 1;
        scan.line += 1;
        continue;
      }
      const end = text.indexOf('\n', scan.at);
      if (end < 0) return undefined;
      if (code === 35) {
        scan.at = end + 1;
        scan.line += 1;
        continue;
      }
      if (code !== 99 || !text.startsWith('conn ', scan.at)) return undefined;
      const name = nameOf(text.slice(scan.at + 5, end));
      if (name === undefined) return undefined;
      if (misses < mostMisses) {
        if (takeEarlier(scan, name.text, starts)) continue;
        misses += 1;
      }
      starts.push(scan.at);
      const section = emptySection(name.text, name.id, file, scan.line);
      scan.at = end + 1;
      scan.line += 1;
      const body = scan.at;
      if (!readBody(scan, section, start)) return undefined;
      scan.sections.push(section);
      if (start === undefined && last >= 0 && scan.sections.length < 5) start = commonStart(text, last, body);
      last = body;
    }
    starts.push(text.length);
    earlier = {
      text,
      sections: scan.sections,
      starts,
      byName: new Map(scan.sections.map((each, i) => [each.name, i])),
    };
    return { sections: scan.sections, includes: [] };
  }

  /** Takes over as many sections as stand here as in the file that was read before; false where this one does not. */
  function takeEarlier(scan: Scan, name: string, starts: number[]): boolean {
    const first = earlier?.byName.get(name);
    if (earlier === undefined || first === undefined) return false;
    const { text, sections } = earlier;
    const from = earlier.starts[first] as number;
    const isSameUpTo = (section: number): boolean => {
      const length = (earlier?.starts[section] as number) - from;
      return scan.text.slice(scan.at, scan.at + length) === text.slice(from, from + length);
    };
    // The section must end here as it did there: at the next header, or with the file.
    const endsAlike = (section: number): boolean => {
      const next = scan.at + (earlier?.starts[section] as number) - from;
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
      starts.push(scan.at + (earlier.starts[i] as number) - from);
    }
    const length = (earlier.starts[same] as number) - from;
    scan.line += linesIn(earlier, first, same, length);
    scan.at += length;
    return true;
  }

  /** The name, if it is a plain one. */
  function nameOf(slice: string): SectionName | undefined {
    const known = names.get(slice);
    if (known !== undefined) return known;
    if (!isConnName(slice)) return undefined;
    const text = detached(slice);
    const name = { text, id: vocabulary.text(text) };
    names.set(text, name);
    return name;
  }

  function readBody(scan: Scan, section: OpenSection, start: Part | undefined): boolean {
    const { text } = scan;
    let begun = false;
    if (start !== undefined && text.startsWith(start.text, scan.at)) {
      put(section, start, 0);
      scan.at += start.text.length;
      scan.line += start.lines;
      begun = true;
    }
    const ending = endings.get(section.name);
    if (ending !== undefined && text.startsWith(ending.text, scan.at)) {
      const below = scan.line - section.line - 1;
      if (put(section, ending, below)) {
        scan.at += ending.text.length;
        scan.line += ending.lines;
        return readLines(scan, section, undefined);
      }
      return false;
    }
    const rest: OpenSection = emptySection('', 0, '', scan.line - 1);
    const [from, line] = [scan.at, scan.line];
    if (!readLines(scan, section, rest)) return false;
    if (begun || start === undefined)
      endings.set(section.name, { text: detached(text.slice(from, scan.at)), lines: scan.line - line, state: rest });
    return true;
  }

  /** Reads lines into the section, and into `rest` too, up to the next header. */
  function readLines(scan: Scan, section: OpenSection, rest: OpenSection | undefined): boolean {
    const { text } = scan;
    while (scan.at < text.length) {
      const code = text.charCodeAt(scan.at);
      if (code === 99) return true;
      const end = code === 10 ? scan.at : text.indexOf('\n', scan.at);
      if (end < 0) return false;
      if (code === 9) {
        const found = word(text.slice(scan.at, end));
        if (found === undefined || !take(section, found, scan.line)) return false;
        if (rest !== undefined) take(rest, found, scan.line);
      } else if (code !== 10 && code !== 35) return false;
      scan.at = end + 1;
      scan.line += 1;
    }
    return true;
  }

  /** Puts a line into a section; false where the keyword stands there twice. */
  function take(section: OpenSection, found: Word, line: number): boolean {
    section.layout = layouts.append(section.layout, found.nameId, line - section.line, 2);
    if (layouts.repeats(section.layout)) return false;
    putWord(section, found, vocabulary);
    return true;
  }

  /** Puts some lines into a section, `below` lines under its header; false where a keyword then stands there twice. */
  function put(section: OpenSection, { state }: Part, below: number): boolean {
    section.layout = layouts.join(section.layout, state.layout, below);
    if (layouts.repeats(section.layout)) return false;
    section.leftAddress ??= state.leftAddress;
    section.rightAddress ??= state.rightAddress;
    section.also ??= state.also;
    section.left = vocabulary.join(section.left, state.left);
    section.right = vocabulary.join(section.right, state.right);
    section.both = vocabulary.join(section.both, state.both);
    return true;
  }

  /** The lines that two sections begin with, if they are enough. */
  function commonStart(text: string, one: number, other: number): Part | undefined {
    const state = emptySection('', 0, '', 0);
    let length = 0;
    let lines = 0;
    for (;;) {
      const end = text.indexOf('\n', one + length);
      const next = text.slice(one + length, end);
      if (end < 0 || next.charCodeAt(0) !== 9 || !text.startsWith(`${next}\n`, other + length)) break;
      const found = word(next);
      if (found === undefined || !take(state, found, lines + 1)) break;
      length += next.length + 1;
      lines += 1;
    }
    return lines < shortestStart ? undefined : { text: text.slice(one, one + length), lines, state };
  }
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

/** Puts a line where it belongs. A keyword that the section already has must be refused before. */
export function putWord(section: OpenSection, word: Word, { append }: Vocabulary): void {
  if (word.group === 'both') section.both = append(section.both, word);
  else if (word.group === 'right') section.right = append(section.right, word);
  else if (word.group === 'left') section.left = append(section.left, word);
  else if (word.group === 'right-address') section.rightAddress = word;
  else if (word.group === 'left-address') section.leftAddress = word;
  else if (word.group === 'also') section.also = word;
}
