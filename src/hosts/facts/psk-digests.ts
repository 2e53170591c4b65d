/** The pre-shared keys of hosts, by digest: from secrets files, or from the digests that the script gathered. */
import { sha256 } from '@noble/hashes/sha2.js';
import { toHex } from '../../bytes/hex.ts';
import { newKeyRing } from '../../libreswan/ipsec-secrets/key-ring.ts';
import { parseSecrets } from '../../libreswan/ipsec-secrets/parse.ts';
import type { HostEvidence } from '../evidence.ts';
import { gatheredText } from './fact.ts';

/** The keys of one host; a digest says whether two are the same, and nothing else. */
export interface SharedKeys {
  /** The digest of the key that pluto takes for two IDs; `undefined` where there is none. */
  readonly find: (local: string, remote: string) => string | undefined;
}

const path = 'facts/psk-digests.txt';

/** The keys that a host's files tell of; `undefined` where none of them was gathered. */
export function readSharedKeys({ files, release, show }: HostEvidence): SharedKeys | undefined {
  const ring = newKeyRing<string>(release);
  let told = false;
  const paths = [...files.keys()].filter(isSecretsPath).sort(mainFileFirst);
  for (const path of paths) {
    told = true;
    for (const entry of parseSecrets(files.get(path) ?? '', release, show(path)).entries) {
      if (entry.kind !== 'key' || entry.type !== 'psk' || entry.key === undefined) continue;
      ring.add(
        entry.selectors.map(({ text }) => text),
        toHex(sha256(entry.key.reveal())).slice(0, 32),
      );
    }
  }
  const digests = gatheredText({ files, show }, path);
  if (digests !== undefined) {
    told = true;
    for (const line of digests.text.split('\n')) {
      const [digest, ...selectors] = line.trim().split(/\s+/);
      if (digest !== undefined && digest !== '') ring.add(selectors, `salted ${digest}`);
    }
  }
  return told ? { find: ring.find } : undefined;
}

function isSecretsPath(path: string): boolean {
  return path === 'etc/ipsec.secrets' || /^etc\/ipsec\.d\/[^/]*\.secrets$/.test(path);
}

/** The main file, then what it includes, in the order of a shell pattern. */
function mainFileFirst(a: string, b: string): number {
  const rank = (path: string): string => (path === 'etc/ipsec.secrets' ? '' : path);
  return rank(a) < rank(b) ? -1 : 1;
}
