/**
 * Subjects that, written whole as `rightid=`, admit another host's certificate.
 *
 * pluto asks only that every attribute written is in the certificate, in any order. So a host whose attributes are among
 * those of another can be impersonated by it. Finding such pairs among sets has no fast way for every input; here each set
 * is looked for behind its rarest attribute, and where all of them are common, with one bit for each host: 10,000 hosts
 * cost at most 10,000 × 313 words of 32 bits for each attribute, whatever a hostile subject says.
 */
import { append } from '../../bytes/append.ts';
import type { Name } from '../../x509/name.ts';
import { atLeast, type Release } from '../release.ts';
import { type DnAttribute, dnAttribute } from './dn-der.ts';
import { email, isNssReadable, looseKey } from './match-dn.ts';

/** A subject that admits others. */
export interface TooWide {
  /** Position of the name that, written as ID, admits the others. */
  readonly wide: number;
  /** `same`: the attributes are equal; `contained`: the others have more. */
  readonly how: 'same' | 'contained';
  /** Position of the first name that it admits. */
  readonly example: number;
  /** How many it admits. */
  readonly count: number;
}

/**
 * Finds every name that, written whole as `rightid=`, admits the certificate of another, by the loosest release of the
 * cluster: from 4.4 in any order and beside others, without regard to case where NSS compares so; up to 4.3 only name for
 * name. Ordered by position. Equal names are told once, by the first of them.
 *
 * @param names the subjects of all hosts
 * @param releases every release that some host may run
 *
 * @example findTooWide([subject('O=nodes'), subject('O=nodes, CN=a')], ['4.10']) // [{ wide: 0, how: 'contained', example: 1, count: 1 }]
 */
export function findTooWide(names: readonly Name[], releases: readonly Release[]): readonly TooWide[] {
  const loose = releases.some((release) => atLeast(release, '4.4'));
  const looser = releases.some((release) => atLeast(release, '5.4'));
  const attributes = names.map(({ rdns }) => rdns.flat().map(dnAttribute));
  const groups = groupsOf(attributes, (name) => looser || (loose && isNssReadable(name)));
  const found: TooWide[] = groups
    .filter(({ members }) => members.length > 1)
    .map(({ members: [wide = 0, example = 0], members }) => ({
      wide,
      how: 'same',
      example,
      count: members.length - 1,
    }));
  append(found, contained(groups.filter(({ anyOrder }) => anyOrder)));
  return found.sort((a, b) => a.wide - b.wide || (a.how === 'same' ? -1 : 1));
}

/** The names that are one name to pluto. */
interface Group {
  readonly members: number[];
  readonly anyOrder: boolean;
  /** Numbers of the attributes, each once. */
  readonly attributes: readonly number[];
}

function groupsOf(
  names: readonly (readonly DnAttribute[])[],
  isAnyOrder: (name: readonly DnAttribute[]) => boolean,
): readonly Group[] {
  const numbers = new Map<string, number>();
  const seen = new Map<string, number>();
  const groups = new Map<string, Group>();
  for (const [position, name] of names.entries()) {
    const anyOrder = isAnyOrder(name);
    const all = name.map((attribute) => {
      const raw = `${attribute.oid} ${attribute.tag} ${attribute.contents}`;
      const known = seen.get(raw) ?? numberOf(numbers, foldedKey(attribute));
      seen.set(raw, known);
      return known;
    });
    const attributes = [...new Set(all)];
    const key = anyOrder ? `set ${[...attributes].sort((a, b) => a - b)}` : `list ${all}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { members: [position], anyOrder, attributes });
    else group.members.push(position);
  }
  return [...groups.values()];
}

/** As the unordered comparison, and for e-mail addresses, whose case the ordered one leaves out, without case too. */
function foldedKey(attribute: DnAttribute): string {
  const { oid, contents } = attribute;
  return looseKey(oid === email ? { ...attribute, contents: contents.toLowerCase() } : attribute);
}

function numberOf(numbers: Map<string, number>, key: string): number {
  const known = numbers.get(key);
  if (known !== undefined) return known;
  numbers.set(key, numbers.size);
  return numbers.size - 1;
}

/** Up to so many candidates are looked at one by one. */
const few = 64;

function contained(groups: readonly Group[]): readonly TooWide[] {
  const holders = new Map<number, number[]>();
  for (const [index, { attributes }] of groups.entries()) {
    for (const attribute of attributes) {
      const list = holders.get(attribute);
      if (list === undefined) holders.set(attribute, [index]);
      else list.push(index);
    }
  }
  const sets = new Map<number, ReadonlySet<number>>();
  const setOf = (index: number): ReadonlySet<number> => {
    const known = sets.get(index) ?? new Set(groups[index]?.attributes);
    sets.set(index, known);
    return known;
  };
  const bits = new Map<number, Uint32Array>();
  const bitsOf = (attribute: number): Uint32Array => {
    const known = bits.get(attribute);
    if (known !== undefined) return known;
    const words = new Uint32Array(Math.ceil(groups.length / 32));
    for (const index of holders.get(attribute) ?? [])
      words[index >> 5] = (words[index >> 5] ?? 0) | (1 << (index & 31));
    bits.set(attribute, words);
    return words;
  };
  const found: TooWide[] = [];
  for (const [index, { members, attributes }] of groups.entries()) {
    const [wide = 0] = members;
    const rarest = attributes.reduce<readonly number[] | undefined>((best, attribute) => {
      const list = holders.get(attribute) ?? [];
      return best === undefined || list.length < best.length ? list : best;
    }, undefined);
    if (rarest === undefined || rarest.length < 2) continue;
    const others =
      rarest.length <= few
        ? rarest.filter((other) => other !== index && attributes.every((attribute) => setOf(other).has(attribute)))
        : inAll(attributes.map(bitsOf));
    let count = 0;
    let example: number | undefined;
    for (const other of others) {
      if (other === index) continue;
      const [first = 0] = groups[other]?.members ?? [];
      count += groups[other]?.members.length ?? 0;
      if (example === undefined || first < example) example = first;
    }
    if (example !== undefined) found.push({ wide, how: 'contained', example, count });
  }
  return found;
}

/** The positions that every one of the bit sets has. */
function inAll(sets: readonly Uint32Array[]): readonly number[] {
  const [first, ...rest] = sets;
  if (first === undefined) return [];
  const common = first.slice();
  for (const set of rest) {
    for (let i = 0; i < common.length; i += 1) common[i] = (common[i] ?? 0) & (set[i] ?? 0);
  }
  const found: number[] = [];
  for (const [i, word] of common.entries()) {
    for (let left = word; left !== 0; left &= left - 1) found.push(32 * i + (31 - Math.clz32(left & -left)));
  }
  return found;
}
