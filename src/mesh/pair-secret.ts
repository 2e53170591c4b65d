/**
 * The pre-shared key of a pair of hosts, derived from one master, so that every render and every shard of a cluster agrees
 * and no secret has to be stored or sent for each of the N × (N − 1) / 2 pairs.
 *
 * What the master protects against and what it does not: a host holds the keys of its own pairs only and can compute no
 * other pair's; whoever has the master has them all.
 */
import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { type Secret, secretOf } from '../bytes/secret.ts';
import { toUtf8 } from '../bytes/utf8.ts';
import type { PskMaster } from '../inventory/psk-master.ts';

const label = 'swanmesh pair secret';
const version = '1';

/**
 * The pre-shared key of two hosts: 32 bytes, the same whichever name comes first, different for any other two names and
 * for any other master.
 *
 * It is HMAC-SHA-256 under the master over four fields, each behind its length as 4 bytes in network order: the label
 * `swanmesh pair secret`, the version `1`, the lesser name and the greater name, in UTF-8, compared by code units.
 *
 * @example derivePairSecret(master, 'b', 'a') // the same bytes as derivePairSecret(master, 'a', 'b')
 * @see RFC 2104 (HMAC); RFC 5869 §3.2 on binding keys to their context
 */
export function derivePairSecret(master: PskMaster, one: string, other: string): Secret {
  return pairSecrets(master)(one, other);
}

/**
 * As {@link derivePairSecret}, for many pairs of one master: what is the same for all of them goes into the hash once.
 *
 * @example pairSecrets(master)('a', 'b') // the same as derivePairSecret(master, 'a', 'b')
 */
export function pairSecrets(master: PskMaster): (one: string, other: string) => Secret {
  const common = hmac.create(sha256, master.reveal());
  for (const field of [label, version]) common.update(prefixed(field));
  return (one, other) => {
    const [lesser, greater] = one < other ? [one, other] : [other, one];
    return secretOf(common.clone().update(prefixed(lesser)).update(prefixed(greater)).digest());
  };
}

function prefixed(text: string): Uint8Array {
  const bytes = toUtf8(text);
  const { length } = bytes;
  const field = new Uint8Array(4 + length);
  field.set([length >>> 24, length >>> 16, length >>> 8, length]);
  field.set(bytes, 4);
  return field;
}
