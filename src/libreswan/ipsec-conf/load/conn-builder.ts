/** A conn while it is put together. */
import type { Diagnostic } from '../../../diagnostics/diagnostic.ts';
import type { Release } from '../../release.ts';
import type { SettingLine } from '../syntax/ast.ts';
import type { ExplainedSetting } from './explain.ts';
import type { LoadedSection } from './load.ts';
import type { ResolvedSetting } from './resolved.ts';

/** A conn while it is put together. */
export interface Draft {
  readonly name: string;
  readonly settings: Map<string, ResolvedSetting>;
  /** What `also=` still brings in; what is already in. */
  readonly pending: AlsoName[];
  readonly also: string[];
  readonly seen: Set<LoadedSection>;
  /** Keywords that are written and of which pluto gets nothing. */
  readonly unread: Set<string>;
  readonly transforms: Map<string, ResolvedSetting>;
  readonly findings: Diagnostic[];
  lost: boolean;
}

/** A name in an `also=`. */
export interface AlsoName {
  readonly name: string;
  readonly line: SettingLine;
  readonly file: string;
}

/** How the release puts conns together. */
export interface Rules {
  readonly release: Release;
  /** Whether `also=` is put in where it stands. */
  readonly inline: boolean;
  /** Whether there is a conn beside `%default`. */
  readonly hasConns: boolean;
  /** What `also=` brings in is the same for every conn that names it. */
  readonly brought: Map<ExplainedSetting, ResolvedSetting>;
  readonly find: (name: string) => LoadedSection | undefined;
}

/** A conn with nothing in it yet. */
export function draftOf(name: string): Draft {
  return {
    name,
    settings: new Map(),
    pending: [],
    also: [],
    seen: new Set(),
    unread: new Set(),
    transforms: new Map(),
    findings: [],
    lost: false,
  };
}

/** The name of a section. */
export function nameOf({ node }: LoadedSection): string {
  return node.kind === 'conn' ? node.name : 'config setup';
}
