/** What to write where a release does not take a keyword any more, or not yet. */

import { nearest } from '../../bytes/did-you-mean.ts';
import { atLeast, type Release } from '../release.ts';
import { fateOf, keywordRows, lookupKeyword } from './keyword.ts';

/** For a keyword in lower case: what to write, which may depend on value and release. */
const replacements: Readonly<Record<string, (value: string, release: Release) => string>> = {
  forceencaps: (value) => `encapsulation=${/^(?:y|yes|true|on|1)$/i.test(value) ? 'yes' : 'auto'}`,
  connaddrfamily: (value) => `hostaddrfamily=${value} and clientaddrfamily=${value}`,
  clientaddrfamily: () => 'nothing: the family follows from the subnets',
  encapsulation: (value) => `forceencaps=${value === 'yes' ? 'yes' : 'no'}`,
  hostaddrfamily: (value) => `connaddrfamily=${value}`,
  keyingtries: () => 'nothing: trying on for ever is what happens',
  dpdaction: () => 'nothing: what happens follows from auto=',
  oe: () => 'nothing: opportunistic encryption is a conn with right=%opportunisticgroup',
  nat_traversal: () => 'nothing: NAT traversal is always on',
  interfaces: () => 'nothing, or listen= with an address',
  klipsdebug: () => 'nothing: KLIPS is gone',
  myid: () => 'leftid= in each conn',
  ikeport: () => 'leftikeport= in a conn',
  plutostderrlog: (value) => `logfile=${value}`,
  virtual_private: (value) => `virtual-private=${value}`,
  syslog: () => 'nothing',
  plutowait: () => 'nothing',
  ike_frag: (value) => `fragmentation=${value}`,
  'ike-frag': (value) => `fragmentation=${value}`,
  crl_strict: (value) => `crl-strict=${value}`,
  strictcrlpolicy: (value) => `crl-strict=${value}`,
  'labeled-ipsec': () => 'sec-label=',
  alsoflip: () => 'also= with a conn that has the ends exchanged',
  modecfgdns1: () => 'modecfgdns= with both addresses',
  modecfgdns2: () => 'modecfgdns= with both addresses',
  modecfgdomain: (value) => `modecfgdomains=${value}`,
  'dns-match-id': () => 'nothing: no release reads the documented spelling',
  disablearrivalcheck: () => 'nothing: pluto checks what arrives, always',
};

/** What to write instead of a setting. */
export type Replacement =
  /** A setting that means the same; `value` is that of the line where only the keyword changes. */
  | { readonly kind: 'setting'; readonly keyword: string; readonly value: string }
  /** The keyword that was meant, with the same value. */
  | { readonly kind: 'keyword'; readonly keyword: string }
  /** Nothing; `because` goes on after "take the line out". */
  | { readonly kind: 'nothing'; readonly because: string }
  /** What no single line can say. */
  | { readonly kind: 'words'; readonly hint: string };

/**
 * What to write instead of a line that the release does not take, or `undefined`.
 *
 * @example replacementOf('forceencaps', 'yes', '5.2') // { kind: 'setting', keyword: 'encapsulation', value: 'yes' }
 */
export function replacementOf(keyword: string, value: string, release: Release): Replacement | undefined {
  const name = keyword.toLowerCase();
  if (Object.hasOwn(replacements, name)) {
    const text = replacements[name]?.(value, release);
    if (text !== undefined) return fromText(text);
  }
  const hyphens = name.replaceAll('_', '-');
  if (hyphens !== name && lookupKeyword('conn', hyphens, release) !== undefined)
    return { kind: 'setting', keyword: hyphens, value };
  const since = firstKnown(name, release);
  if (since !== undefined) return { kind: 'words', hint: `${keyword}= is known from ${since} on` };
  const meant = nearest(name, namesOf(release));
  return meant === undefined || meant === name ? undefined : { kind: 'keyword', keyword: meant };
}

function fromText(text: string): Replacement {
  if (text.startsWith('nothing')) return { kind: 'nothing', because: text.slice('nothing'.length) };
  const [, keyword, value] = /^([a-z][a-z0-9-]*)=(\S+)$/.exec(text) ?? [];
  return keyword === undefined || value === undefined
    ? { kind: 'words', hint: `write ${text}` }
    : { kind: 'setting', keyword, value };
}

/**
 * What to write instead of a value that the release does not take, where another keyword says the same, or `undefined`.
 *
 * @example replacementOfValue('keyexchange', 'ikev2', '4.10') // { kind: 'setting', keyword: 'ikev2', value: 'insist' }
 */
export function replacementOfValue(keyword: string, value: string, release: Release): Replacement | undefined {
  if (keyword.toLowerCase() !== 'keyexchange' || atLeast(release, '5.0')) return undefined;
  if (/^ikev1$/i.test(value)) return { kind: 'setting', keyword: 'ikev2', value: 'no' };
  return /^ikev2$/i.test(value) ? { kind: 'setting', keyword: 'ikev2', value: 'insist' } : undefined;
}

/** Made once for each release: a broken file has many unknown keywords. */
const names = new Map<Release, readonly string[]>();

/** The names of the keywords that a release knows, with the ends before those that have one. */
function namesOf(release: Release): readonly string[] {
  const known = names.get(release);
  if (known !== undefined) return known;
  const effective = keywordRows.filter((row) => fateOf(row, release) === 'effective');
  const all = effective.flatMap(({ section, name }) => (section === 'end' ? [`left${name}`, `right${name}`] : [name]));
  const distinct = [...new Set(all)];
  names.set(release, distinct);
  return distinct;
}

/** The first release that knows a keyword which this one does not know yet. */
function firstKnown(name: string, release: Release): Release | undefined {
  const bare = name.replace(/^(?:left|right)/, '');
  const row = keywordRows.find((each) => each.name === (each.section === 'end' ? bare : name));
  if (row === undefined || fateOf(row, release) !== 'unknown') return undefined;
  const change = row.fate.find((part) => typeof part !== 'string' && part[1] === 'effective');
  if (change === undefined || typeof change === 'string') return undefined;
  const [since] = change;
  return atLeast(release, since) ? undefined : since;
}
