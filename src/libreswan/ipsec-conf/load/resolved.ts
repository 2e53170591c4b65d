/** What a conn comes to, as data. */
import type { Diagnostic } from '../../../diagnostics/diagnostic.ts';
import type { ConnNode, SettingLine } from '../syntax/ast.ts';

/** A setting of a resolved conn. */
export interface ResolvedSetting {
  /** The keyword that the row is named after: `esp` where `phase2alg` is written, `leftid` with its side. */
  readonly keyword: string;
  /** What pluto gets; absent where that is garbage. Canonical for choices, milliseconds for times. */
  readonly value?: string;
  /** Where it stands. */
  readonly line: SettingLine;
  readonly file: string;
  /** The name of the section where it stands. */
  readonly section: string;
  readonly from: 'conn' | 'also' | 'default';
  /** From 5.0: why pluto does not read the value; that costs the conn, where pluto looks at the keyword. */
  readonly refused?: string;
}

/** A conn with everything that counts for it. */
export interface ResolvedConn {
  readonly name: string;
  readonly node: ConnNode;
  readonly file: string;
  /** By keyword, in the order in which they were put in. */
  readonly settings: ReadonlyMap<string, ResolvedSetting>;
  /** From 5.3 `esp=`, `ah=` and `phase2alg=` are keywords of their own: by the one that is written. `settings` has the first as `esp`. */
  readonly transforms?: ReadonlyMap<string, ResolvedSetting>;
  /** Keywords that are written for it and of which pluto gets nothing, since their values cannot be read. */
  readonly unread: ReadonlySet<string>;
  /** The conns that `also=` brought in, in order. */
  readonly also: readonly string[];
  /** Whether the release calls the conn faulty and does not load it whole. */
  readonly lost: boolean;
  readonly findings: readonly Diagnostic[];
}
