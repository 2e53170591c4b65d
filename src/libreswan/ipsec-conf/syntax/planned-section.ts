/** A section that is planned, and the tree that a file of such sections has. */
import type { ConnName } from '../../conn-name.ts';
import type { SpelledSetting } from '../../keyword/spell-setting.ts';
import type { Release } from '../../release.ts';
import type { ConnNode, IpsecConf, SettingLine } from './ast.ts';
import { printSetting } from './print.ts';

/** A conn section; its lists of settings follow one another, and each is shared by the sections that have it too. */
export interface PlannedSection {
  readonly name: ConnName;
  readonly parts: readonly (readonly SpelledSetting[])[];
}

/** The tree of a file with these sections in canonical layout, without blank lines between them. */
export function treeOf(sections: readonly PlannedSection[], release: Release, file: string): IpsecConf {
  let line = 0;
  const nodes = sections.map(({ name, parts }): ConnNode => {
    line += 1;
    const at = { line, column: 1 };
    const body = parts.flat().map((setting): SettingLine => {
      line += 1;
      const { keyword, value, quotes } = setting;
      const valueAt = { line, column: keyword.length + 3 };
      return { kind: 'setting', text: printSetting(setting), keyword, value, quotes, at: { line, column: 2 }, valueAt };
    });
    return { kind: 'conn', text: `conn ${name}\n`, name, at, nameAt: { line: at.line, column: 6 }, body };
  });
  return { kind: 'ipsec-conf', file, release, nodes };
}
