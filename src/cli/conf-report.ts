/** An ipsec.conf as one release reads it, for people and programs. */
import type { ExplainedSetting } from '../libreswan/ipsec-conf/load/explain.ts';
import type { ExplainedConf, ExplainedConn } from '../libreswan/ipsec-conf/load/explain-conf.ts';
import { fromDefault } from '../libreswan/ipsec-conf/load/inherited.ts';
import type { LoadedSection } from '../libreswan/ipsec-conf/load/load.ts';
import { proseOf } from '../libreswan/keyword/keyword-prose.ts';
import type { Release } from '../libreswan/release.ts';
import { holdsAt } from '../libreswan/spans.ts';
import { longList } from './json-document.ts';
import { isShownSetting } from './secrecy/conf-taint.ts';
import { notShown } from './secrecy/taint.ts';

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
interface ConnReport {
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
  /** Lines of `%default` that do not count for it, and where the line stands that does. */
  readonly overrides: readonly {
    readonly keyword: string;
    readonly file: string;
    readonly line: number;
    readonly by: { readonly file: string; readonly line: number };
  }[];
}

/** The report of an explained configuration, as the members of a document. */
export function confReport(explained: ExplainedConf): Readonly<Record<string, unknown>> {
  const { release, loaded, sections, conns } = explained;
  return {
    release,
    loaded,
    sections: longList(sections, (section) => sectionReport(section, release)),
    conns: longList(conns, (conn) => connReport(explained, conn)),
  };
}

/** A section as a release reads it. */
export function sectionReport({ file, node, settings }: LoadedSection, release: Release): SectionReport {
  const name = node.kind === 'conn' ? { name: node.name } : {};
  return {
    file,
    line: node.at.line,
    kind: node.kind,
    ...name,
    settings: settings.map((setting) => settingReport(setting, release)),
  };
}

function settingReport({ line, found, fate }: ExplainedSetting, release: Release): SettingReport {
  const { keyword, value, quotes } = line;
  const isTime = found !== undefined && /^(?:duration|seconds|milliseconds)$/.test(holdsAt(found.row.kind, release));
  return {
    ...line.at,
    keyword,
    value: isShownSetting(keyword, value) ? value : notShown,
    quotes,
    fate: fate.kind,
    ...('meaning' in fate && fate.meaning !== undefined ? { meaning: fate.meaning } : {}),
    ...('meaning' in fate && isTime ? { unit: 'ms' as const } : {}),
    ...('because' in fate ? { because: fate.because } : {}),
    ...(found === undefined ? {} : { about: proseOf(found.row).meaning }),
  };
}

function connReport(explained: ExplainedConf, conn: ExplainedConn): ConnReport {
  const settings = [...conn.settings.values()].map(({ keyword, value, section, file, line }) => ({
    keyword,
    value: value === undefined ? null : isShownSetting(keyword, value) ? value : notShown,
    section,
    file,
    line: line.at.line,
  }));
  const overrides = fromDefault(explained, conn).beaten.map(({ keyword, file, line, by }) => ({
    keyword,
    file,
    line,
    by: { file: by.file, line: by.line.at.line },
  }));
  return { name: conn.name, loaded: conn.loaded, also: conn.also, settings, overrides };
}
