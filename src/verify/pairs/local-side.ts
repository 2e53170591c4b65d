/** Which side of a conn is the host's own, and which addresses a host has where nobody said. */

import type { ConnTable } from '../../hosts/conns/conn-table.ts';
import type { Vocabulary } from '../../hosts/conns/line-table.ts';
import { type Family, familyOf, readAddress } from '../../net/address.ts';
import type { Side } from '../conn.ts';

/** The own addresses of each host, by the numbers of their texts. */
export type OwnAddresses = readonly ReadonlySet<number>[];

/** What stands for an own address that is looked up on the host. */
export function isOwnWord(text: string): boolean {
  return text === '%defaultroute' || /^%[a-z]+[0-9]/.test(text);
}

/**
 * The own addresses: those that are given, or else of each family the one that most conns of the host have. Where the
 * conns leave two, as with two hosts that have the same file, the left end is taken, and then what the other host left.
 * A host that writes `%defaultroute` for itself is known by the conns of all the others.
 */
export function ownAddresses(
  table: ConnTable,
  vocabulary: Vocabulary,
  given: readonly (readonly string[])[],
): OwnAddresses {
  const counts: Map<number, number>[] = given.map(() => new Map());
  const remotes: Set<number>[] = given.map(() => new Set());
  const isWord = remembered((text) => isOwnWord(vocabulary.textOf(text)));
  for (let row = 0; row < table.size(); row += 1) {
    const host = table.get(row, 'host');
    if ((given[host]?.length ?? 0) > 0) continue;
    const count = counts[host] as Map<number, number>;
    const [left, right] = [table.get(row, 'leftAddress'), table.get(row, 'rightAddress')];
    const [leftWord, rightWord] = [isWord(left), isWord(right)];
    if (leftWord !== rightWord) {
      remotes[host]?.add(leftWord ? right : left);
      continue;
    }
    const certified = certifiedSide(table, row, vocabulary);
    if (left !== 0 && certified !== 'right') count.set(left, (count.get(left) ?? 0) + 1);
    if (right !== 0 && right !== left && certified !== 'left') count.set(right, (count.get(right) ?? 0) + 1);
  }
  const own = given.map((addresses) => new Set(addresses.map((address) => vocabulary.text(address))));
  const familyOfText = familiesOf(vocabulary);
  const open: { readonly host: number; readonly candidates: readonly number[] }[] = [];
  const claimed = new Set<number>(own.flatMap((set) => [...set]));
  for (const [host, count] of counts.entries()) {
    for (const candidates of candidatesOf(count, familyOfText)) {
      const [only, more] = candidates;
      if (only === undefined) continue;
      if (more === undefined) {
        own[host]?.add(only);
        claimed.add(only);
      } else open.push({ host, candidates });
    }
  }
  for (const { host, candidates } of open) {
    const address = candidates.find((candidate) => !claimed.has(candidate)) ?? (candidates[0] as number);
    own[host]?.add(address);
    claimed.add(address);
  }
  addUnwritten();
  return own;

  /** A host that writes a word for itself is where all the others lead, and it does not. */
  function addUnwritten(): void {
    if (remotes.every(({ size }) => size === 0)) return;
    const peers: Set<number>[] = given.map(() => new Set());
    for (let row = 0; row < table.size(); row += 1) {
      const host = table.get(row, 'host');
      for (const address of [table.get(row, 'leftAddress'), table.get(row, 'rightAddress')])
        if (own[host]?.has(address) !== true) peers[host]?.add(address);
    }
    const hosts = peers.filter(({ size }) => size > 0).length;
    const leading = new Map<number, number>();
    for (const address of peers.flatMap((each) => [...each])) leading.set(address, (leading.get(address) ?? 0) + 1);
    for (const [host, known] of remotes.entries()) {
      if (known.size === 0) continue;
      const unknown = new Map(
        [...leading].filter(
          ([address, others]) => others === hosts - 1 && !known.has(address) && !claimed.has(address),
        ),
      );
      for (const [only, more] of candidatesOf(unknown, familyOfText)) {
        if (only !== undefined && more === undefined) own[host]?.add(only);
      }
    }
  }
}

/** The side that names a certificate to show, which is the own one; `undefined` where neither or both do. */
function certifiedSide(table: ConnTable, row: number, vocabulary: Vocabulary): Side | undefined {
  const isCertified = (side: Side): boolean => vocabulary.find(table.get(row, side), `${side}cert`) !== undefined;
  const isLeft = isCertified('left');
  if (isLeft === isCertified('right')) return undefined;
  return isLeft ? 'left' : 'right';
}

/** The family of the address that a text is, if it is one. */
function familiesOf(vocabulary: Vocabulary): (text: number) => Family | undefined {
  return remembered((text) => {
    const address = readAddress(vocabulary.textOf(text));
    return address === undefined ? undefined : familyOf(address);
  });
}

/** What is asked of each text once. */
function remembered<T>(ask: (text: number) => T): (text: number) => T {
  const known = new Map<number, T>();
  return (text) => {
    const answer = known.get(text);
    if (answer !== undefined || known.has(text)) return answer as T;
    const found = ask(text);
    known.set(text, found);
    return found;
  };
}

/** For each family the addresses that stand in most conns of a host. */
function candidatesOf(
  count: ReadonlyMap<number, number>,
  familyOfText: (text: number) => Family | undefined,
): readonly (readonly number[])[] {
  const best = new Map<Family, { count: number; ids: number[] }>();
  for (const [id, times] of count) {
    const family = familyOfText(id);
    if (family === undefined) continue;
    const known = best.get(family);
    if (known === undefined || known.count < times) best.set(family, { count: times, ids: [id] });
    else if (known.count === times) known.ids.push(id);
  }
  return [...best.values()].map(({ ids }) => ids);
}

/** The host's own side of a row; `undefined` where neither or both are. */
export function ownSide(
  left: number,
  right: number,
  own: ReadonlySet<number>,
  vocabulary: Vocabulary,
): Side | undefined {
  const isLeft = own.has(left);
  if (isLeft !== own.has(right)) return isLeft ? 'left' : 'right';
  if (isLeft) return undefined;
  const [leftWord, rightWord] = [isOwnWord(vocabulary.textOf(left)), isOwnWord(vocabulary.textOf(right))];
  return leftWord === rightWord ? undefined : leftWord ? 'left' : 'right';
}
