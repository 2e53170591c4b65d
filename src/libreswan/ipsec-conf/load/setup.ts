import { atLeast, type Release } from '../../release.ts';
import { meaningOf } from './explain.ts';
import type { LoadedSection } from './load.ts';

/** What `config setup` says, by keyword, as the release takes it. */
export type Setup = ReadonlyMap<string, string>;

/** What the sections of `config setup` say; of a keyword that stands twice the first, from 5.0 the last. */
export function setupOf(sections: readonly LoadedSection[], release: Release): Setup {
  const setup = new Map<string, string>();
  for (const { node, settings } of sections) {
    if (node.kind !== 'setup') continue;
    for (const setting of settings) {
      const meaning = meaningOf(setting);
      if (
        setting.found !== undefined &&
        meaning !== undefined &&
        (atLeast(release, '5.0') || !setup.has(setting.found.key))
      )
        setup.set(setting.found.key, meaning);
    }
  }
  return setup;
}
