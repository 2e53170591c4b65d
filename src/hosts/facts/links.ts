/** The links of a host. */
import { fromUtf8 } from '../../bytes/utf8.ts';
import { type TextPlace, textAt } from '../../diagnostics/diagnostic.ts';
import { type Fact, jsonList, notTheOutputOf } from './fact.ts';

/** A link, and the place of its entry. */
export interface Link {
  readonly mtu: number;
  readonly at: TextPlace;
}

/** By the name of the interface; `undefined` where the file cannot be read. */
export interface Links {
  readonly file: string;
  readonly find: (name: string) => Link | undefined;
}

const path = 'facts/link.json';

/** What `ip -j link` prints. */
export const links: Fact<Links | undefined> = {
  subject: 'links',
  files: [path],
  askedOf: 'planned',
  read: ({ files, show }) => {
    const content = files.get(path);
    if (content === undefined) return undefined;
    const text = typeof content === 'string' ? content : (fromUtf8(content) ?? '');
    const entries = jsonList(text);
    const file = show(path);
    if (entries !== undefined)
      return { value: { file, find: (name) => linkIn(entries, text, file, name) }, findings: [] };
    return { value: undefined, findings: [notTheOutputOf('ip -j link', file)] };
  },
};

function linkIn(entries: readonly unknown[], text: string, file: string, name: string): Link | undefined {
  const link = entries.find(
    (each: unknown): each is { readonly mtu: number } =>
      typeof each === 'object' &&
      each !== null &&
      'ifname' in each &&
      each.ifname === name &&
      'mtu' in each &&
      typeof each.mtu === 'number',
  );
  const offset = text.search(new RegExp(`"ifname"\\s*:\\s*"${name.replace(/[.@]/g, '\\$&')}"`));
  if (link === undefined || offset < 0) return undefined;
  const before = text.slice(0, offset).split('\n');
  return { mtu: link.mtu, at: textAt(file, before.length, (before.at(-1) ?? '').length + 1) };
}
