/** Which of a host's pre-shared keys pluto takes for two IDs. */
import { textAt } from '../../diagnostics/diagnostic.ts';
import { readAddress } from '../../net/address.ts';
import { parseIdentity } from '../identity/parse-identity.ts';
import type { Release } from '../release.ts';

/** The records of a host's secrets files, in their order. */
export interface KeyRing<Key> {
  /** @param selectors the words before the `:`; none where there is none */
  readonly add: (selectors: readonly string[], key: Key) => void;
  /** The key for an own ID and that of the peer, each as `leftid=` or `rightid=` has it; `undefined` where none is for them. */
  readonly find: (local: string, remote: string) => Key | undefined;
}

/** A record that names anybody, one ID alone, or nobody. */
interface WideRecord<Key> {
  readonly ids: readonly string[];
  readonly key: Key;
}

/** How well a record fits: the larger wins, of two that fit alike the first. */
const fits = { default: 1, any: 2, remote: 4, local: 8 } as const;

const anybody = '%any';

/**
 * An empty ring.
 *
 * A record is for two IDs when it names both; when it names the peer or the own one and anybody; when it names the own
 * one alone, anybody alone, or nobody. The order is: both, the own one and anybody, the own one alone, the peer and
 * anybody, anybody, nobody. Names are compared without regard to case.
 *
 * @see libreswan `lib/libswan/secrets.c` (lsw_find_secret_by_id)
 */
export function newKeyRing<Key>(release: Release): KeyRing<Key> {
  const records: Key[] = [];
  /** By ID the numbers of the records that name it and others, and nobody besides; a mesh has one for each pair. */
  const bySelector = new Map<string, Set<number>>();
  const wide: WideRecord<Key>[] = [];
  const known = new Map<string, string>();

  return { add, find };

  function add(selectors: readonly string[], key: Key): void {
    const ids = selectors.map(canonical);
    if (ids.length < 2 || ids.includes(anybody)) {
      wide.push({ ids, key });
      return;
    }
    const number = records.push(key) - 1;
    for (const id of ids) bySelector.set(id, (bySelector.get(id) ?? new Set()).add(number));
  }

  function find(local: string, remote: string): Key | undefined {
    const [own, peer] = [canonical(local), canonical(remote)];
    const both = firstOfBoth(own, peer);
    if (both !== undefined) return both;
    let best: { readonly rank: number; readonly key: Key } | undefined;
    for (const { ids, key } of wide) {
      const rank = rankOf(ids, own, peer);
      if (rank > (best?.rank ?? 0)) best = { rank, key };
    }
    return best?.key;
  }

  function firstOfBoth(a: string, b: string): Key | undefined {
    const [fewer, more] = [bySelector.get(a), bySelector.get(b)].sort((x, y) => (x?.size ?? 0) - (y?.size ?? 0));
    for (const number of fewer ?? []) if (more?.has(number) === true) return records[number];
    return undefined;
  }

  function canonical(text: string): string {
    const answer = known.get(text) ?? idOf(text, release);
    known.set(text, answer);
    return answer;
  }
}

function rankOf(ids: readonly string[], own: string, peer: string): number {
  if (ids.length === 0) return fits.default;
  const isAny = ids.includes(anybody);
  const [isLocal, isRemote] = [ids.includes(own), ids.includes(peer)];
  // A record for both and anybody is, oddly, for nobody.
  if (isLocal && isRemote) return 0;
  if (isLocal) return ids.length === 1 ? fits.local + fits.default : isAny ? fits.local + fits.any : 0;
  if (isRemote) return isAny ? fits.remote + fits.any : 0;
  return isAny ? fits.default : 0;
}

function idOf(text: string, release: Release): string {
  if (text === '%any' || text === '%any6' || text === '0.0.0.0' || text === '::') return anybody;
  const address = readAddress(text);
  if (address !== undefined) return address;
  const parsed = parseIdentity(text, release, textAt('', 1, 1));
  if (parsed.kind === 'failed') return anybody;
  const id = parsed.value;
  if (id.kind === 'dn') return `dn ${id.derHex}`;
  if (id.kind === 'fqdn' || id.kind === 'user-fqdn' || id.kind === 'host-name')
    return `${id.kind} ${id.name.toLowerCase()}`;
  return id.kind === 'key-id' ? `key ${id.hex}` : text;
}
