/**
 * Reads a file of which every release's lexer says the same: what we and most generators write. Anything else, even a
 * blank too many, is left to the real parser; so this one can be fast without knowing the lexer's corners.
 *
 * In a mesh nearly every conn has been seen before: a host's conns begin with the same lines, and what follows them is what
 * other hosts' conns of the same name say too. So both parts are remembered, and compared as wholes.
 */
import { isConnName } from '../../libreswan/conn-name.ts';
import type { Release } from '../../libreswan/release.ts';
import type { Layouts } from './keyword-positions.ts';
import { detached, type Vocabulary, type Word } from './line-table.ts';
import { type Earlier, earlierFile, type Scan, takeEarlier } from './repeated-sections.ts';
import { emptySection, type FileReading, type OpenSection, putWord } from './section.ts';

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

/** So often in a row may a section be another than in the file before, until nothing more is expected of that. */
const mostMisses = 3;

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
    const scan: Scan = { text, file, sections: [], starts: [], line: 1, at: 0 };
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
      if (earlier !== undefined && misses < mostMisses) {
        if (takeEarlier(earlier, scan, name.text)) continue;
        misses += 1;
      }
      scan.starts.push(scan.at);
      const section = emptySection(name.text, name.id, file, scan.line);
      scan.at = end + 1;
      scan.line += 1;
      const body = scan.at;
      if (!readBody(scan, section, start)) return undefined;
      scan.sections.push(section);
      if (start === undefined && last >= 0 && scan.sections.length < 5) start = commonStart(text, last, body);
      last = body;
    }
    earlier = earlierFile(scan);
    return { sections: scan.sections, includes: [] };
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
