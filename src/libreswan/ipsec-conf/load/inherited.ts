/** What a conn has from `%default`, and which of its lines something else wins over. */
import type { ExplainedConf } from './explain-conf.ts';
import type { LoadedSection } from './load.ts';
import type { ResolvedConn, ResolvedSetting } from './resolved.ts';

/** A line of `%default` that does not count for a conn. */
export interface BeatenLine {
  readonly keyword: string;
  readonly file: string;
  readonly line: number;
  /** What counts instead. */
  readonly by: ResolvedSetting;
}

/** What `%default` comes to for a conn. */
export interface FromDefault {
  /** What the conn has from there. */
  readonly taken: readonly ResolvedSetting[];
  /** Lines there that lose: against the conn's own, against one that `also=` brings, or against another `%default`. */
  readonly beaten: readonly BeatenLine[];
}

/**
 * Which lines of `%default` count for a conn. A system-wide one, such as the crypto-policy that the packaged `ipsec.conf` of Fedora
 * and RHEL includes, sets `ike=`, `esp=` and `authby=` for every conn that does not set them itself.
 *
 * @param sections those of the configuration
 */
export function fromDefault({ sections }: Pick<ExplainedConf, 'sections'>, conn: ResolvedConn): FromDefault {
  const taken = [...conn.settings.values()].filter(({ from }) => from === 'default');
  const beaten = defaultsIn(sections).flatMap(({ file, settings }) =>
    settings.flatMap(({ line, found, fate }): readonly BeatenLine[] => {
      if (found === undefined || fate.kind !== 'taken') return [];
      const keyword = `${found.side ?? ''}${found.row.alias ?? found.row.name}`;
      const by = conn.settings.get(keyword);
      const isItself = by === undefined || (by.file === file && by.line.at.line === line.at.line);
      return isItself ? [] : [{ keyword, file, line: line.at.line, by }];
    }),
  );
  return { taken, beaten };
}

/** A file may have thousands of conns, and few sections of these. */
const known: WeakMap<readonly LoadedSection[], readonly LoadedSection[]> = new WeakMap();

function defaultsIn(sections: readonly LoadedSection[]): readonly LoadedSection[] {
  const found = known.get(sections) ?? sections.filter(({ node }) => node.kind === 'conn' && node.name === '%default');
  known.set(sections, found);
  return found;
}
