/** An ipsec.conf as one release reads it, for people and programs. */
import { type Diagnostic, hasError } from '../diagnostic.ts';
import type { ExplainedSetting } from '../libreswan/ipsec-conf/explain.ts';
import type { LoadedConf, LoadedSection } from '../libreswan/ipsec-conf/load.ts';
import { type ResolvedConn, resolveSections } from '../libreswan/ipsec-conf/resolve.ts';
import { proseOf } from '../libreswan/keyword-prose.ts';
import type { Release } from '../libreswan/release.ts';
import { holdsAt } from '../libreswan/spans.ts';

/** One line with its fate. */
export interface SettingReport {
  readonly line: number;
  readonly column: number;
  readonly keyword: string;
  readonly value: string;
  /** `taken`, `changed`, `ignored`, `obsolete`, `misplaced`, `unknown`, `conn-lost`, `file-lost`. */
  readonly fate: string;
  /** How the value is quoted: `none`, `double` or `braces`. */
  readonly quotes: string;
  /** What pluto gets: choices in their canonical word, times in `unit`. */
  readonly meaning?: string;
  readonly unit?: 'ms';
  readonly because?: string;
  /** What the keyword is for. */
  readonly about?: string;
}

/** A section and its lines. */
export interface SectionReport {
  readonly file: string;
  readonly line: number;
  readonly kind: 'setup' | 'conn';
  readonly name?: string;
  readonly settings: readonly SettingReport[];
}

/** A conn with all that counts for it. */
export interface ConnReport {
  readonly name: string;
  readonly loaded: boolean;
  readonly also: readonly string[];
  readonly settings: readonly {
    readonly keyword: string;
    readonly value: string | null;
    readonly section: string;
    readonly file: string;
    readonly line: number;
  }[];
}

/** The whole. */
export interface ConfReport {
  readonly release: Release;
  /** Whether the release loads anything of the file. */
  readonly loaded: boolean;
  readonly sections: readonly SectionReport[];
  readonly conns: readonly ConnReport[];
}

/** Puts the report together. */
export function confReport(loaded: LoadedConf, release: Release, findings: readonly Diagnostic[]): ConfReport {
  const { conns } = resolveSections(loaded.sections, release);
  const isLost = findings.some(
    (finding) => hasError([finding]) && finding.message.includes('loads nothing of the file'),
  );
  const faulty = new Set(findings.filter(({ code }) => code === 'libreswan/conn-lost').map(({ at }) => keyOf(at)));
  const unreadable = new Set(
    findings.filter(({ code }) => code === 'libreswan/syntax-error').map(({ at }) => keyOf(at)),
  );
  return {
    release,
    loaded: !isLost,
    sections: loaded.sections.map((section) => sectionReport(section, unreadable, release)),
    conns: conns.map((conn) => connReport(conn, !isLost && !hasFault(conn, faulty))),
  };
}

function keyOf(at: Diagnostic['at']): string {
  return at.kind === 'text' ? `${at.file}:${at.line}` : '';
}

function hasFault(conn: ResolvedConn, faulty: ReadonlySet<string>): boolean {
  return conn.lost || [...conn.settings.values()].some(({ file, line }) => faulty.has(`${file}:${line.valueAt.line}`));
}

function sectionReport(
  { file, node, settings }: LoadedSection,
  unreadable: ReadonlySet<string>,
  release: Release,
): SectionReport {
  const name = node.kind === 'conn' ? { name: node.name } : {};
  const rows = settings.map((setting) => {
    const report = settingReport(setting, release);
    return unreadable.has(`${file}:${report.line}`) ? { ...report, fate: 'file-lost' } : report;
  });
  return { file, line: node.at.line, kind: node.kind, ...name, settings: rows };
}

function settingReport({ line, found, fate }: ExplainedSetting, release: Release): SettingReport {
  const { keyword, value, quotes } = line;
  const isTime = found !== undefined && /^(?:duration|seconds|milliseconds)$/.test(holdsAt(found.row.kind, release));
  return {
    ...line.at,
    keyword,
    value,
    quotes,
    fate: fate.kind,
    ...('meaning' in fate && fate.meaning !== undefined ? { meaning: fate.meaning } : {}),
    ...('meaning' in fate && isTime ? { unit: 'ms' as const } : {}),
    ...('because' in fate ? { because: fate.because } : {}),
    ...(found === undefined ? {} : { about: proseOf(found.row).meaning }),
  };
}

function connReport(conn: ResolvedConn, loaded: boolean): ConnReport {
  const settings = [...conn.settings.values()].map(({ keyword, value, section, file, line }) => ({
    keyword,
    value: value ?? null,
    section,
    file,
    line: line.at.line,
  }));
  return { name: conn.name, loaded, also: conn.also, settings };
}
