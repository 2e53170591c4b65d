/** All files of a configuration in the order in which the release reads them. */
import { append } from '../../../bytes/append.ts';
import { fromLatin1 } from '../../../bytes/latin1.ts';
import { shown } from '../../../bytes/shown.ts';
import { type Diagnostic, diagnostic, type TextPlace, textAt } from '../../../diagnostics/diagnostic.ts';
import { replaceAt } from '../../../diagnostics/fix.ts';
import { atLeast, type Release } from '../../release.ts';
import type { ConnNode, IpsecConf, Position, SettingLine, SetupNode } from '../syntax/ast.ts';
import { isPattern, withoutBraces } from '../syntax/include-pattern.ts';
import { type LineMemo, newLineMemo } from '../syntax/line-memo.ts';
import { parseConf } from '../syntax/parse.ts';
import { type ExplainedSetting, explainSetting } from './explain.ts';

/** A file that an include names. */
export interface IncludedFile {
  readonly file: string;
  readonly input: Uint8Array | string;
  /** It is a folder, whose content nobody reads. */
  readonly isFolder?: boolean;
}

/**
 * The files that a pattern means in a file, in the order of their names; none where nothing matches. Relative patterns
 * are relative to the folder in which pluto runs, not to the file.
 */
export type Includer<T = IncludedFile> = (pattern: string, from: string) => readonly T[];

/** A section with what becomes of each of its settings. */
export interface LoadedSection {
  readonly file: string;
  readonly node: SetupNode | ConnNode;
  readonly settings: readonly ExplainedSetting[];
}

/** The sections of all files, in order, and the findings of lexer and grammar in all of them. */
export interface LoadedConf {
  readonly sections: readonly LoadedSection[];
  readonly findings: readonly Diagnostic[];
  /** The trees, the first file first. */
  readonly files: readonly IpsecConf[];
}

/** Files that are included from included files, and so on, up to this depth below the first. */
const maxDepth = 9;

/**
 * Follows the includes of a file. Without `include` they are passed over. It may give the tree of a file that is only planned.
 *
 * Codes: those of {@link parseConf} for the included files, `libreswan/missing-include`, `libreswan/include-folder`,
 * `libreswan/include-unfinished`, `libreswan/include-depth`.
 */
export function loadConf(conf: IpsecConf, include?: Includer<IncludedFile | IpsecConf>): LoadedConf {
  const loading: Loading = {
    sections: [],
    findings: [],
    files: [],
    open: new Set([conf.file]),
    times: new Map(),
    known: newLineMemo(),
  };
  load(conf, include, 0, loading);
  const { sections, findings, files } = loading;
  return { sections, findings, files };
}

interface Loading {
  readonly sections: LoadedSection[];
  readonly findings: Diagnostic[];
  readonly files: IpsecConf[];
  /** The file that is read, and those that include it. */
  readonly open: Set<string>;
  /** How often each file was included. */
  readonly times: Map<string, number>;
  readonly known: LineMemo<ExplainedSetting>;
}

function load(
  conf: IpsecConf,
  include: Includer<IncludedFile | IpsecConf> | undefined,
  depth: number,
  loading: Loading,
): void {
  loading.files.push(conf);
  for (const [i, node] of conf.nodes.entries()) {
    if (node.kind === 'conn' || node.kind === 'setup') loading.sections.push(explainSection(conf, node, loading));
    if (node.kind !== 'include' || include === undefined) continue;
    const at = placeOf(conf.file, node.patternAt);
    const patterns = atLeast(conf.release, '5.0') ? [node.pattern] : withoutBraces(node.pattern);
    const found = patterns.flatMap((pattern) => include(pattern, conf.file));
    const files = found.filter((file) => !isFolder(file));
    const folder = found.find(isFolder);
    if (folder !== undefined) loading.findings.push(isNoFile(folder.file, node.pattern, conf.release, at));
    else if (files.length === 0 && !isPattern(node.pattern)) loading.findings.push(missing(node.pattern, at));
    const last = files.at(-1);
    const follower = conf.nodes[i + 1];
    if (
      last !== undefined &&
      'input' in last &&
      follower !== undefined &&
      follower.kind !== 'blank' &&
      isUnfinished(last, conf.release)
    )
      loading.findings.push(unfinished(last.file, conf.release, at));
    if (files.length > 0 && depth >= maxDepth) loading.findings.push(tooDeep(conf, at));
    else {
      for (const file of files) {
        if (loading.open.has(file.file)) {
          loading.findings.push(tooDeep(conf, at));
          continue;
        }
        // The second time shows that its conns are there twice; more would multiply with every file that does so.
        const times = loading.times.get(file.file) ?? 0;
        if (times >= 2) continue;
        loading.times.set(file.file, times + 1);
        const { value: included, findings } =
          'nodes' in file ? { value: file, findings: [] } : parseConf(file.input, conf.release, file.file);
        append(loading.findings, findings);
        loading.open.add(file.file);
        load(included, include, depth + 1, loading);
        loading.open.delete(file.file);
      }
    }
  }
}

function isFolder(file: IncludedFile | IpsecConf): boolean {
  return 'isFolder' in file && file.isFolder === true;
}

function explainSection(conf: IpsecConf, node: SetupNode | ConnNode, { known }: Loading): LoadedSection {
  const settings: ExplainedSetting[] = [];
  for (const line of node.body) {
    if (line.kind === 'setting') settings.push(explainOnce(node.kind, line, conf.release, known));
  }
  return { file: conf.file, node, settings };
}

function explainOnce(
  section: 'setup' | 'conn',
  line: SettingLine,
  release: Release,
  known: LineMemo<ExplainedSetting>,
): ExplainedSetting {
  const like = known.get(section, line.text);
  // A tree may be made by hand, with texts that are not those of its settings.
  const isSame =
    like?.line.keyword === line.keyword && like.line.value === line.value && like.line.quotes === line.quotes;
  if (isSame) return { ...like, line };
  const explained = explainSetting(section, line, release);
  known.set(section, line.text, explained);
  return explained;
}

/** The place of a position in a file. */
export function placeOf(file: string, { line, column }: Position): TextPlace {
  return textAt(file, line, column);
}

function missing(pattern: string, at: TextPlace): Diagnostic {
  return diagnostic('libreswan/missing-include', at, `the included file ${shown(pattern)} should exist`, {
    hint: pattern.includes('/crypto-policies/')
      ? 'every release warns and reads on; where the host has the file it sets ike=, esp= and authby= of conns that do not: gather it'
      : 'every release warns and reads on',
  });
}

function isNoFile(folder: string, pattern: string, release: Release, at: TextPlace): Diagnostic {
  const message = `an include must name files, and ${shown(folder)} is a folder; ${release} loads nothing of the file`;
  return diagnostic('libreswan/include-folder', at, message, {
    hint: `write the files, such as ${shown(`${folder.replace(/\/$/, '')}/*.conf`)}`,
    fix: replaceAt(at, pattern.length, `${pattern.replace(/\/$/, '')}/*.conf`, false),
  });
}

/** From 5.3 the line break that ends the last setting is not made up where a file ends. */
function isUnfinished({ input }: IncludedFile, release: Release): boolean {
  if (!atLeast(release, '5.3')) return false;
  const line =
    typeof input === 'string'
      ? input.slice(input.lastIndexOf('\n') + 1)
      : fromLatin1(input.subarray(input.lastIndexOf(10) + 1));
  return /\S/.test(line) && !/^\s*#/.test(line);
}

function unfinished(file: string, release: Release, at: TextPlace): Diagnostic {
  const message = `the included file ${shown(file)} must end with a line break; ${release} loads nothing of the file`;
  return diagnostic('libreswan/include-unfinished', at, message, { hint: 'end the last line of that file' });
}

function tooDeep(conf: IpsecConf, at: TextPlace): Diagnostic {
  const isFatal = !atLeast(conf.release, '3.28');
  const costs = isFatal ? 'loads nothing' : 'drops it';
  return diagnostic(
    'libreswan/include-depth',
    at,
    `an include must be at most ${maxDepth} files deep; ${conf.release} ${costs}`,
    {
      ...(isFatal ? { severity: 'error' as const } : {}),
      hint: 'look for a file that includes itself',
    },
  );
}
