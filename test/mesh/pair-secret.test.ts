import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toHex } from '../../src/bytes/hex.ts';
import { sameSecret } from '../../src/bytes/secret.ts';
import { valueAt } from '../../src/diagnostics/diagnostic.ts';
import { type PskMaster, readPskMaster } from '../../src/inventory/psk-master.ts';
import { derivePairSecret } from '../../src/mesh/pair-secret.ts';

const at = valueAt('psk', 'master');
const masterOf = (content: Uint8Array | string): PskMaster => {
  const read = readPskMaster(content, at);
  if (read.kind === 'failed') throw new Error('the master of this test is weak');
  return read.value;
};
const bytes = Uint8Array.from({ length: 32 }, (_, i) => i);
const master = masterOf(bytes);
const name = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,20}$/);

describe('a pair secret', () => {
  test('of the master 00…1f and the names a and b is the one that openssl computes', () => {
    // printf '\0\0\0\024swanmesh pair secret\0\0\0\0011\0\0\0\001a\0\0\0\001b' |
    //   openssl dgst -sha256 -mac HMAC -macopt hexkey:000102…1f
    expect(toHex(derivePairSecret(master, 'a', 'b').reveal())).toBe(
      '55db9e0e1519b9d3079cbaafb41893e4803a574ef17965ad6511c84c32fc4e01',
    );
  });

  test("equals Node's HMAC over the four fields, each behind its length", () => {
    const field = (text: string) => {
      const content = Buffer.from(text, 'utf8');
      const length = Buffer.alloc(4);
      length.writeUInt32BE(content.length);
      return Buffer.concat([length, content]);
    };
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 64, maxLength: 99 }), fc.string(), fc.string(), (key, a, b) => {
        fc.pre(readPskMaster(key, at).kind === 'ok');
        const [first, second] = a < b ? [a, b] : [b, a];
        const text = Buffer.concat(['swanmesh pair secret', '1', first, second].map(field));
        const expected = createHmac('sha256', key).update(text).digest('hex');
        expect(toHex(derivePairSecret(masterOf(key), a, b).reveal())).toBe(expected);
      }),
    );
  });

  test('is the same from both ends, and no other pair has it', () => {
    fc.assert(
      fc.property(fc.uniqueArray(name, { minLength: 2, maxLength: 9 }), (names) => {
        const seen = new Set<string>();
        for (const [i, a] of names.entries()) {
          for (const b of names.slice(i + 1)) {
            const secret = derivePairSecret(master, a, b);
            expect(sameSecret(secret, derivePairSecret(master, b, a))).toBe(true);
            seen.add(toHex(secret.reveal()));
          }
        }
        expect(seen.size).toBe((names.length * (names.length - 1)) / 2);
      }),
    );
  });

  test('changes when a letter moves from one name to the other', () => {
    expect(sameSecret(derivePairSecret(master, 'a', 'bc'), derivePairSecret(master, 'ab', 'c'))).toBe(false);
  });
});
