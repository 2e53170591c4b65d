/** The pre-shared keys of hosts, by digest: from secrets files, or from the digests that the script gathered. */
import { sha256 } from '@noble/hashes/sha2.js';
import { toHex } from '../../bytes/hex.ts';
import { readSourceText } from '../../bytes/source-text.ts';
import { parseSecrets } from '../../libreswan/ipsec-secrets/parse.ts';
import { readAddress } from '../../net/address.ts';
import type { HostEvidence } from '../evidence.ts';

/** The keys of one host; a digest says whether two are the same, and nothing else. */
export interface SharedKeys {
  /** The digest of the key for two IDs, the one that names most of them first; `undefined` where there is none. */
  readonly find: (local: string, remote: string) => string | undefined;
}

const digestsPath = 'facts/psk-digests.txt';

/** The keys that a host's files tell of; `undefined` where none of them was gathered. */
export function readSharedKeys({ files, release, show }: HostEvidence): SharedKeys | undefined {
  const records: string[] = [];
  const single = new Map<string, string>();
  const bySelector = new Map<string, Set<number>>();
  let told = false;
  const put = (selectors: readonly string[], digest: string): void => {
    const names = selectors.map(canonical);
    if (names.length < 2) {
      single.set(names[0] ?? '', digest);
      return;
    }
    // A record may be for several peers: each two of its IDs share the key. Its list may be long, so pairs are not made.
    const number = records.push(digest) - 1;
    for (const name of names) {
      const known = bySelector.get(name) ?? new Set();
      bySelector.set(name, known.add(number));
    }
  };
  for (const path of files.keys()) {
    if (path !== 'etc/ipsec.secrets' && !/^etc\/ipsec\.d\/[^/]*\.secrets$/.test(path)) continue;
    told = true;
    for (const entry of parseSecrets(files.get(path) ?? '', release, show(path)).entries) {
      if (entry.kind !== 'key' || entry.type !== 'psk' || entry.key === undefined) continue;
      put(
        entry.selectors.map(({ text }) => text),
        toHex(sha256(entry.key.reveal())).slice(0, 32),
      );
    }
  }
  const digests = files.get(digestsPath);
  if (digests !== undefined) {
    told = true;
    for (const line of readSourceText(digests).text.split('\n')) {
      const [digest, ...selectors] = line.trim().split(/\s+/);
      if (digest !== undefined && digest !== '') put(selectors, `salted ${digest}`);
    }
  }
  if (!told) return undefined;
  const lastOfBoth = (a: string, b: string): string | undefined => {
    const [fewer, more] = [bySelector.get(a), bySelector.get(b)].sort((x, y) => (x?.size ?? 0) - (y?.size ?? 0));
    let last: number | undefined;
    for (const number of fewer ?? []) if (more?.has(number) === true) last = number;
    return last === undefined ? undefined : records[last];
  };
  return {
    find: (local, remote) => {
      const [a, b] = [canonical(local), canonical(remote)];
      return lastOfBoth(a, b) ?? single.get(b) ?? single.get(a) ?? single.get('');
    },
  };
}

function canonical(text: string): string {
  return readAddress(text) ?? (text === '%any' || text === '%any6' ? '' : text);
}
