/** A whole configuration as one release reads it: what becomes of every line and of every conn. */
import { type Diagnostic, hasError, type Reading } from '../../../diagnostics/diagnostic.ts';
import { inFileOrder, mergeFindings } from '../../../diagnostics/findings.ts';
import type { Release } from '../../release.ts';
import { type IpsecConf, sourceOf } from '../syntax/ast.ts';
import { parseConf } from '../syntax/parse.ts';
import { isStarted } from './conn-rules/rule.ts';
import { checkConn, losesConn } from './conn-rules.ts';
import { costsOf, fateIn, type SettingFate } from './explain.ts';
import { type Includer, type LoadedSection, loadConf } from './load.ts';
import { poolOverlaps } from './pool-overlaps.ts';
import { duplicateConns, remarks, repeatedSettings, secondSetups } from './repeated-sections.ts';
import { resolveSections } from './resolve.ts';
import type { ResolvedConn } from './resolved.ts';
import { settingFinding } from './setting-finding.ts';
import { setupOf } from './setup.ts';

/** What a release makes of a configuration. */
export interface ExplainedConf {
  readonly release: Release;
  /** Whether the release loads anything of the configuration. */
  readonly loaded: boolean;
  /**
   * The sections of all files, in order. The fate of a setting is what it comes to in the whole: one that is taken by itself
   * and costs its conn, or counts for nothing beside another, says so.
   */
  readonly sections: readonly LoadedSection[];
  /** The conns but `%default`, in order. */
  readonly conns: readonly ExplainedConn[];
  /** Everything that the release does otherwise than the files say, in their order. */
  readonly findings: readonly Diagnostic[];
}

/** A conn, and whether the release loads it. */
export interface ExplainedConn extends ResolvedConn {
  readonly loaded: boolean;
}

/**
 * What becomes of every line and every conn of a configuration in a release.
 *
 * The codes of the findings are those of {@link checkRelease}.
 *
 * @example
 * const { value: conf } = parseConf('conn a\n\ttype=passthrough\n', '4.10')
 * const { loaded, conns, sections } = explainConf(conf, '4.10')
 * loaded // true
 * conns[0]?.loaded // false
 * sections[0]?.settings[0]?.fate.kind // 'conn-lost': authby=never is missing
 */
export function explainConf(conf: IpsecConf, release: Release, include?: Includer): ExplainedConf {
  return explainParsed(parseConf(sourceOf(conf), release, conf.file), release, include);
}

/** The same of a file that {@link parseConf} has just read for this release. */
export function explainParsed(parsed: Reading<IpsecConf>, release: Release, include?: Includer): ExplainedConf {
  const loaded = loadConf(parsed.value, include);
  const ofLines = loaded.sections.flatMap((section) =>
    section.settings.flatMap((setting) => settingFinding(setting, section, release) ?? []),
  );
  const { conns, findings: ofDefault } = resolveSections(loaded.sections, release);
  const setup = setupOf(loaded.sections, release);
  const alone = conns.map((conn) => {
    const rules = checkConn(conn, release, setup);
    return { conn, isLost: conn.lost || rules.some(losesConn), findings: [...conn.findings, ...rules] };
  });
  const overlaps = poolOverlaps(alone, release);
  const judged = alone.map((one) => {
    const overlap = overlaps.get(one.conn);
    return overlap === undefined ? one : { ...one, isLost: true, findings: [...one.findings, ...overlap] };
  });
  // A line that a conn takes through also= is judged first for the conns that are loaded.
  const started = judged.filter(({ conn }) => isStarted(conn));
  const templates = judged.filter(({ conn }) => !isStarted(conn));
  const ofConns = [...started, ...templates.map(mildly)].flatMap(({ findings }) => findings);
  const ofFiles = [...parsed.findings, ...loaded.findings];
  const isLost = hasError(ofFiles) || hasError(ofDefault) || loaded.sections.some(losesFile);
  return {
    release,
    loaded: !isLost,
    sections: withFates(loaded.sections, fatesFrom(ofFiles, judged), release),
    conns: judged.map(({ conn, isLost: isConnLost }) => ({ ...conn, loaded: !isLost && !isConnLost })),
    findings: mergeFindings(
      'place',
      inFileOrder(
        loaded.files.map(({ file }) => file),
        [
          ...ofFiles,
          ...ofLines,
          ...duplicateConns(conns),
          ...secondSetups(loaded.sections, release),
          ...repeatedSettings(loaded.sections, release),
          ...remarks(loaded.sections, release),
          ...ofDefault,
          ...ofConns,
        ],
      ),
    ).findings,
  };
}

/**
 * Everything that a release does with a configuration other than what it says: lines that it cannot read (**the whole file
 * is lost**), unknown and obsolete keywords, values that are not taken or taken for something else, keywords that stand
 * twice, conns that are not loaded. In the order of the files. Empty when the release takes all of it as it stands.
 *
 * Codes: those of {@link parseConf} and `loadConf`, `libreswan/unknown-keyword`, `libreswan/obsolete-keyword`,
 * `libreswan/misplaced-keyword`, `libreswan/bad-value`, `libreswan/other-meaning`, `libreswan/duplicate-keyword`,
 * `libreswan/duplicate-conn`, `libreswan/missing-conn`, `libreswan/also-limit`, `libreswan/conn-lost`,
 * `libreswan/no-effect`, `libreswan/bad-identity`, and those of `judgeProposals`.
 *
 * @example
 * const { value: conf } = parseConf('conn a\n\tforceencaps=yes\n', '5.2')
 * checkRelease(conf, '5.2') // libreswan/unknown-keyword at 2:2; hint: write encapsulation=yes
 */
export function checkRelease(conf: IpsecConf, release: Release, include?: Includer): readonly Diagnostic[] {
  return explainConf(conf, release, include).findings;
}

function losesFile({ settings }: LoadedSection): boolean {
  return settings.some(({ fate }) => costsOf(fate) === 'file-lost');
}

interface JudgedConn {
  readonly isLost: boolean;
  readonly findings: readonly Diagnostic[];
}

/** What is wrong with a conn that nothing loads at start is worth knowing, and harms nobody. */
function mildly({ isLost, findings }: JudgedConn): JudgedConn {
  return { isLost, findings: findings.map((finding) => ({ ...finding, severity: 'info' })) };
}

/** By file and line: what a setting comes to by what is said of the file, or of the conns that it counts for. */
function fatesFrom(ofFiles: readonly Diagnostic[], conns: readonly JudgedConn[]): ReadonlyMap<string, SettingFate> {
  const fates = new Map<string, SettingFate>();
  const mark = ({ at, message }: Diagnostic, kind: 'ignored' | 'conn-lost' | 'file-lost'): void => {
    if (at.kind === 'text') fates.set(`${at.line} ${at.file}`, { kind, because: message });
  };
  const mild = new Set(['libreswan/no-effect', 'libreswan/duplicate-keyword', 'libreswan/missing-conn']);
  for (const { findings } of conns)
    for (const finding of findings) if (mild.has(finding.code)) mark(finding, 'ignored');
  for (const { isLost, findings } of conns)
    if (isLost) for (const finding of findings) if (losesConn(finding)) mark(finding, 'conn-lost');
  for (const finding of ofFiles) if (finding.severity === 'error') mark(finding, 'file-lost');
  return fates;
}

function withFates(
  sections: readonly LoadedSection[],
  fates: ReadonlyMap<string, SettingFate>,
  release: Release,
): readonly LoadedSection[] {
  return sections.map((section) => {
    const settings = section.settings.map((setting) => {
      const { at, valueAt } = setting.line;
      const own = fateIn(section.node, setting, release);
      const whole = fates.get(`${at.line} ${section.file}`) ?? fates.get(`${valueAt.line} ${section.file}`);
      const isWorse = own.kind === 'taken' || own.kind === 'changed' || whole?.kind === 'file-lost';
      const fate = whole !== undefined && isWorse ? whole : own;
      return fate === setting.fate ? setting : { ...setting, fate };
    });
    return settings.every((setting, i) => setting === section.settings[i]) ? section : { ...section, settings };
  });
}
