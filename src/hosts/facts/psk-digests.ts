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
  const keys = new Map<string, string>();
  let told = false;
  const put = (selectors: readonly string[], digest: string): void => {
    const names = selectors.map(canonical);
    // A record may be for several peers: each two of its IDs share the key.
    if (names.length < 2) keys.set(names[0] ?? '', digest);
    for (const [i, a] of names.entries()) for (const b of names.slice(i + 1)) keys.set(pairKey(a, b), digest);
  };
  for (const [path, content] of files) {
    if (path !== 'etc/ipsec.secrets' && !/^etc\/ipsec\.d\/[^/]*\.secrets$/.test(path)) continue;
    told = true;
    for (const entry of parseSecrets(content, release, show(path)).entries) {
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
  return {
    find: (local, remote) => {
      const [a, b] = [canonical(local), canonical(remote)];
      return keys.get(pairKey(a, b)) ?? keys.get(b) ?? keys.get(a) ?? keys.get('');
    },
  };
}

function canonical(text: string): string {
  return readAddress(text) ?? (text === '%any' || text === '%any6' ? '' : text);
}

function pairKey(a: string, b: string): string {
  return a < b ? `${a} ${b}` : `${b} ${a}`;
}
