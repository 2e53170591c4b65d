/**
 * What a conn comes to: its own settings, those of the conns that `also=` names, and those of `%default`, put together in
 * the way of the release.
 *
 * Up to 4.15 a conn's own settings come first, then the conns of `also=`, breadth first; from 5.0 an `also=` is put in where
 * it stands. A setting that is already there makes the conn faulty, but for some that say the same again.
 *
 * @see libreswan `lib/libipsecconf/confread.c` (`translate_conn`, `load_conn`), and runs of 4.3, 4.10 and 5.2
 */
import { append } from '../../../bytes/append.ts';
import type { Diagnostic } from '../../../diagnostics/diagnostic.ts';
import { findKeyword } from '../../keyword/keyword.ts';
import { judgeValue } from '../../keyword/value/judge-value.ts';
import { atLeast, type Release } from '../../release.ts';
import { holdsAt } from '../../spans.ts';
import type { ConnNode, IpsecConf } from '../syntax/ast.ts';
import { applySection, takeAlso } from './apply-section.ts';
import { type Draft, draftOf, nameOf, type Rules } from './conn-builder.ts';
import { applyDefault } from './default-section.ts';
import { type Includer, type LoadedSection, loadConf } from './load.ts';
import type { ResolvedConn } from './resolved.ts';

/**
 * Every conn of a configuration but `%default`, in the order of the files.
 *
 * @example
 * const { value: conf } = parseConf('conn %default\n\tmtu=1400\nconn a\n\tauto=add\n', '4.10')
 * resolveConns(conf)[0]?.settings.get('mtu')?.value // '1400'
 */
export function resolveConns(conf: IpsecConf, include?: Includer): readonly ResolvedConn[] {
  return resolveSections(loadConf(conf, include).sections, conf.release).conns;
}

/** The first conn of a name, or `undefined`. */
export function resolveConn(conf: IpsecConf, name: string, include?: Includer): ResolvedConn | undefined {
  const { sections } = loadConf(conf, include);
  const wanted = sections.find(({ node }) => node.kind === 'conn' && node.name === name);
  return wanted === undefined ? undefined : resolverOf(sections, conf.release).resolve(wanted);
}

/**
 * The value of a keyword for a conn: as resolved, else what the release takes where nothing is written, else `undefined`.
 *
 * @example settingOf(conn, 'ikelifetime', '4.10') // '28800000'
 */
export function settingOf(conn: ResolvedConn, keyword: string, release: Release): string | undefined {
  const written = conn.settings.get(keyword);
  if (written !== undefined) return written.value;
  const row = findKeyword('conn', keyword)?.row;
  if (row?.initial === undefined) return undefined;
  const value = holdsAt(row.initial, release);
  const fate = judgeValue(row, { value, quotes: 'none' }, release);
  return fate.kind === 'taken' ? fate.meaning : value;
}

/** The conns of some sections, and what is wrong with `%default`. */
export function resolveSections(
  sections: readonly LoadedSection[],
  release: Release,
): { readonly conns: readonly ResolvedConn[]; readonly findings: readonly Diagnostic[] } {
  const { resolve, findings } = resolverOf(sections, release);
  const conns = sections.filter(({ node }) => node.kind === 'conn' && node.name !== '%default').map(resolve);
  return { conns, findings };
}

interface Resolver {
  readonly resolve: (section: LoadedSection) => ResolvedConn;
  /** About `%default`. */
  readonly findings: readonly Diagnostic[];
}

function resolverOf(sections: readonly LoadedSection[], release: Release): Resolver {
  const byName = new Map<string, LoadedSection>();
  for (const section of sections) {
    const name = section.node.kind === 'conn' ? section.node.name : undefined;
    if (name !== undefined && !byName.has(name)) byName.set(name, section);
  }
  const rules: Rules = {
    release,
    inline: atLeast(release, '5.0'),
    hasConns: [...byName.keys()].some((name) => name !== '%default'),
    brought: new Map(),
    find: (name) => byName.get(name),
  };
  const base = draftOf('%default');
  for (const section of sections) {
    if (section.node.kind !== 'conn' || section.node.name !== '%default') continue;
    applyDefault(base, section, rules);
    if (base.lost && !rules.inline) break;
  }
  return { findings: base.findings, resolve: (section) => resolveOne(section, base, rules) };
}

/** Shared, for most conns have none, and there may be 100,000 of them. */
const none = { settings: new Map<string, never>(), names: new Set<string>(), findings: [] as readonly Diagnostic[] };

function resolveOne(section: LoadedSection, base: Draft, rules: Rules): ResolvedConn {
  const draft = draftOf(nameOf(section));
  for (const [key, setting] of base.settings) draft.settings.set(key, setting);
  for (const [key, setting] of base.transforms) draft.transforms.set(key, setting);
  for (const key of base.unread) draft.unread.add(key);
  append(draft.pending, base.pending);
  draft.seen.add(section);
  applySection(draft, section, 'conn', rules);
  if (!rules.inline && !draft.lost) takeAlso(draft, rules);
  const node = section.node as ConnNode;
  return {
    name: draft.name,
    node,
    file: section.file,
    settings: draft.settings,
    transforms: draft.transforms.size === 0 ? none.settings : draft.transforms,
    unread: draft.unread.size === 0 ? none.names : draft.unread,
    also: draft.also,
    lost: draft.lost,
    findings: draft.findings.length === 0 ? none.findings : draft.findings,
  };
}
