/** From the files of a host to its conns. */
import { append } from '../../bytes/append.ts';
import type { IncludedFile } from '../../libreswan/ipsec-conf/load/load.ts';
import type { IpsecConf } from '../../libreswan/ipsec-conf/syntax/ast.ts';
import { matchesName, withoutBraces } from '../../libreswan/ipsec-conf/syntax/include-pattern.ts';
import { type PlannedSection, treeOf } from '../../libreswan/ipsec-conf/syntax/planned-section.ts';
import { atLeast, type Release } from '../../libreswan/release.ts';
import type { FileContent } from '../evidence.ts';
import { resolveTidy } from './clean-also.ts';
import { readTidyFile } from './clean-file.ts';
import { newPlainReader, type PlainReader } from './fast-reader.ts';
import { readUntidyHost } from './full-reader.ts';
import { isAlone, isOrdinary } from './has-no-conn-rule.ts';
import type { HostConn, HostConns } from './host-conn.ts';
import type { Layouts } from './keyword-positions.ts';
import type { Vocabulary, WordList } from './line-table.ts';
import { newMemo, newNumbering } from './memo.ts';
import { plannedFile } from './planned-lines.ts';
import type { FileReading } from './section.ts';

/** What is read of a host, and which of its files. */
export interface HostReading extends HostConns {
  /** The main file, where it was gathered. */
  readonly mainFile: string | undefined;
  /** Paths of files below `etc/ipsec.d` that no include reaches. */
  readonly unread: readonly string[];
  /** How many files with conns were read. */
  readonly files: number;
}

/** The files of a host; instead of a file's content there may be the sections that are planned for it. */
export type ReadableFiles = Pick<ReadonlyMap<string, FileContent | readonly PlannedSection[]>, 'get' | 'has' | 'keys'>;

export type HostReader = (files: ReadableFiles, release: Release, show: (path: string) => string) => HostReading;

const mainPath = 'etc/ipsec.conf';
const packaged = '/etc/ipsec.d/*.conf';

/** A reader of many hosts that remembers the lines that it has seen. */
export function newHostReader(vocabulary: Vocabulary, layouts: Layouts): HostReader {
  const plain = new Map<Release, PlainReader>();
  const alone = new Map<WordList, boolean>();
  const pairs = newMemo<boolean>();
  const ends = newNumbering();
  const triples = newMemo<boolean>();
  const isAloneOnce = (list: WordList): boolean => {
    const answer = alone.get(list) ?? isAlone(list, vocabulary);
    alone.set(list, answer);
    return answer;
  };
  // A list belongs to one release, but for the empty one, which raises no question anywhere.
  const ordinary = ({ left, right, both }: HostConn, release: Release): boolean =>
    isAloneOnce(left) && isAloneOnce(right)
      ? [left, right].every((end) => pairs.get(end, both, () => isOrdinary([end, both], release, vocabulary)))
      : triples.get(ends.get(left, right), both, () => isOrdinary([left, right, both], release, vocabulary));
  return (files, release, show) => {
    const reader = plain.get(release) ?? newPlainReader(release, layouts, vocabulary);
    plain.set(release, reader);
    const paths = [...files.keys()].sort();
    const reached = new Set<string>();
    const readings = visitAll();
    const sections = readings?.flatMap((reading) => reading.sections);
    const conns = sections === undefined ? undefined : resolveTidy(sections, vocabulary);
    const tidy = conns?.every((conn) => ordinary(conn, release));
    const found: HostConns = conns !== undefined && tidy === true ? { conns, fatal: [], misread: [] } : readUntidy();
    return {
      ...found,
      mainFile: files.has(mainPath) ? mainPath : undefined,
      unread: paths.filter(matcher(packaged)).filter((path) => !reached.has(path)),
      files: reached.size,
    };

    /** Without its main file a host is taken to have the packaged one, which includes ipsec.d/*.conf. */
    function roots(): readonly string[] {
      return files.has(mainPath) ? [mainPath] : paths.filter(matcher(packaged));
    }

    function visitAll(): readonly FileReading[] | undefined {
      const readings: FileReading[] = [];
      const queue = [...roots()];
      for (let path = queue.shift(); path !== undefined; path = queue.shift()) {
        const reading = readFile(path);
        // A file that is included twice has its conns twice, which the careful reader says.
        if (reading === undefined || reached.has(path)) return undefined;
        reached.add(path);
        readings.push(reading);
        for (const written of reading.includes) {
          const patterns = atLeast(release, '5.0') ? [written] : withoutBraces(written);
          for (const pattern of patterns) append(queue, paths.filter(matcher(pattern)));
        }
      }
      return readings;
    }

    function readFile(path: string): FileReading | undefined {
      const [content, file] = [files.get(path) ?? '', show(path)];
      if (isPlanned(content)) return plannedFile(content, file, release, vocabulary);
      const reading = typeof content === 'string' ? reader.read(content, file) : undefined;
      return reading ?? readTidyFile(content, file, release, layouts, vocabulary);
    }

    function readUntidy(): HostConns {
      const include = (pattern: string): readonly (IncludedFile | IpsecConf)[] =>
        paths.filter(matcher(pattern)).map((path) => {
          reached.add(path);
          const [content, file] = [files.get(path) ?? '', show(path)];
          return isPlanned(content) ? treeOf(content, release, file) : { file, input: content };
        });
      reached.clear();
      const content = files.get(mainPath);
      if (content !== undefined) reached.add(mainPath);
      // The main file is never one of ours.
      const main = content === undefined || isPlanned(content) ? `include ${packaged}\n` : content;
      return readUntidyHost({ file: show(mainPath), content: main }, include, release, layouts, vocabulary);
    }
  };
}

function isPlanned(content: FileContent | readonly PlannedSection[]): content is readonly PlannedSection[] {
  return Array.isArray(content);
}

/** Whether a path of the tree is one that a shell pattern on the host stands for. A relative pattern is tried below /etc. */
export function matcher(pattern: string): (path: string) => boolean {
  const parts = plainParts(pattern.startsWith('/') ? pattern.slice(1) : `etc/${pattern}`);
  return (path) => {
    const names = path.split('/');
    return names.length === parts.length && names.every((name, i) => matchesName(name, parts[i] ?? ''));
  };
}

/** The parts of a path, without those that lead nowhere or back. */
function plainParts(path: string): readonly string[] {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts;
}
