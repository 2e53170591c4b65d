/** Reads a host's configuration with everything that its release makes of it: faults, repetitions, defaults, obsolete lines. */
import { append } from '../../bytes/append.ts';
import { type Diagnostic, textAt } from '../../diagnostics/diagnostic.ts';
import { checkSettings, losesConn } from '../../libreswan/ipsec-conf/load/conn-rules.ts';
import { costsOf, fateIn } from '../../libreswan/ipsec-conf/load/explain.ts';
import {
  type IncludedFile,
  type Includer,
  type LoadedSection,
  loadConf,
} from '../../libreswan/ipsec-conf/load/load.ts';
import { resolveSections } from '../../libreswan/ipsec-conf/load/resolve.ts';
import type { ResolvedConn, ResolvedSetting } from '../../libreswan/ipsec-conf/load/resolved.ts';
import { settingFinding } from '../../libreswan/ipsec-conf/load/setting-finding.ts';
import { setupOf } from '../../libreswan/ipsec-conf/load/setup.ts';
import type { IpsecConf } from '../../libreswan/ipsec-conf/syntax/ast.ts';
import { parseConf } from '../../libreswan/ipsec-conf/syntax/parse.ts';
import type { Release } from '../../libreswan/release.ts';
import type { FileContent } from '../evidence.ts';
import { type HostConn, type HostConns, noOthers, type Origin } from './host-conn.ts';
import type { Layouts } from './keyword-positions.ts';
import type { Vocabulary, Word } from './line-table.ts';
import { emptySection, putWord } from './section.ts';

/** @param main the file that is read first, and from which the others are included */
export function readUntidyHost(
  main: { readonly file: string; readonly content: FileContent },
  include: Includer<IncludedFile | IpsecConf>,
  release: Release,
  layouts: Layouts,
  vocabulary: Vocabulary,
): HostConns {
  const parsed = parseConf(main.content, release, main.file);
  const loaded = loadConf(parsed.value, include);
  const fatal: Diagnostic[] = [];
  const misread: Diagnostic[] = [];
  const sort = (finding: Diagnostic): void => {
    (finding.severity === 'error' ? fatal : misread).push(finding);
  };
  for (const finding of [...parsed.findings, ...loaded.findings]) sort(finding);
  const lostLines = new Map<string, Diagnostic[]>();
  const sections = new Map<LoadedSection['node'], LoadedSection>();
  for (const section of loaded.sections) {
    sections.set(section.node, section);
    const name = section.node.kind === 'conn' ? section.node.name : '';
    for (const setting of section.settings) {
      const finding = settingFinding(setting, section, release);
      if (finding === undefined || setting.fate.kind === 'taken') continue;
      const costs = costsOf(fateIn(section.node, setting, release));
      if (costs === 'file-lost') fatal.push(finding);
      else if (costs === 'conn-lost') lostLines.set(name, [...(lostLines.get(name) ?? []), finding]);
      else misread.push(finding);
    }
  }
  const setup = setupOf(loaded.sections, release);
  const { conns, findings } = resolveSections(loaded.sections, release);
  for (const finding of findings) sort(finding);
  return { conns: conns.map(toConn), fatal, misread };

  function toConn(conn: ResolvedConn): HostConn {
    const own = emptySection(conn.name, vocabulary.text(conn.name), conn.file, conn.node.at.line);
    const others = new Map<string, Origin>();
    for (const { found, line } of sections.get(conn.node)?.settings ?? []) {
      if (found === undefined) continue;
      const { nameId } = vocabulary.word(release, line.keyword, line.value, line.quotes);
      own.layout = layouts.append(own.layout, nameId, line.at.line - own.line, line.at.column);
    }
    for (const setting of conn.settings.values()) {
      const word = wordOf(setting);
      if (setting.from !== 'conn') addOther(others, setting, word);
      putWord(own, word, vocabulary);
    }
    const wrong = [
      ...conn.findings,
      ...checkSettings(conn, release, setup),
      ...[conn.name, ...conn.also, ...(conn.lost ? ['%default'] : [])].flatMap((name) => lostLines.get(name) ?? []),
    ];
    const errors = wrong.filter(losesConn);
    if (errors.length === 0)
      append(
        misread,
        wrong.filter(({ severity }) => severity !== 'info'),
      );
    return {
      name: conn.name,
      nameId: own.nameId,
      own: { file: own.file, line: own.line, layout: own.layout },
      others: others.size === 0 ? noOthers : [...others.values()],
      leftAddress: own.leftAddress,
      rightAddress: own.rightAddress,
      left: own.left,
      right: own.right,
      both: own.both,
      lost: conn.lost && errors.length === 0 ? [unexplained(conn)] : errors,
    };
  }

  /** A conn that is not loaded must never pass for one that is, whatever says so. */
  // Stryker disable all: every reason for which a conn is lost is a finding, as far as is known
  function unexplained(conn: ResolvedConn): Diagnostic {
    return {
      code: 'libreswan/conn-lost',
      severity: 'error',
      message: `conn ${JSON.stringify(conn.name)} must be one that ${release} loads`,
      at: textAt(conn.file, conn.node.at.line, 1),
    };
  }
  // Stryker restore all

  function wordOf({ line }: ResolvedSetting): Word {
    return vocabulary.word(release, line.keyword, line.value, line.quotes);
  }

  /** A line that stands elsewhere is remembered with its own line as the section, since few conns are read this way. */
  function addOther(others: Map<string, Origin>, { line, file }: ResolvedSetting, { nameId }: Word): void {
    others.set(`${file} ${line.at.line}`, {
      file,
      line: line.at.line,
      layout: layouts.append(0, nameId, 0, line.at.column),
    });
  }
}
