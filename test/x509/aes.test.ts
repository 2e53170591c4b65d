import { createCipheriv, createHash } from 'node:crypto';
import forge from 'node-forge';
import { describe, expect, test } from 'vitest';
import { encryptAesCbc } from '../../src/x509/aes.ts';

/** Bytes that differ by number and purpose, the same in every run. */
function bytes(length: number, seed: string): Uint8Array {
  const out = new Uint8Array(length);
  for (let at = 0; at < length; at += 32) {
    out.set(
      createHash('sha256')
        .update(`${seed} ${at}`)
        .digest()
        .subarray(0, Math.min(32, length - at)),
      at,
    );
  }
  return out;
}

const latin1 = (octets: Uint8Array): string => Buffer.from(octets).toString('latin1');

function byForge(key: Uint8Array, vector: Uint8Array, plain: Uint8Array): Uint8Array {
  const aes = forge.cipher.createCipher('AES-CBC', latin1(key));
  aes.start({ iv: latin1(vector) });
  aes.update(forge.util.createBuffer(latin1(plain)));
  aes.finish();
  return Uint8Array.from(Buffer.from(aes.output.getBytes(), 'latin1'));
}

describe('AES-CBC is byte for byte what two other implementations make', () => {
  // Every length around a block's edge, each size of key.
  const inputs = Array.from({ length: 200 }, (_, i) => ({
    key: bytes([16, 24, 32][i % 3] as number, `key ${i}`),
    vector: bytes(16, `vector ${i}`),
    plain: bytes(i < 70 ? i : i * 5, `plain ${i}`),
  }));

  test('node-forge, on 200 inputs', () => {
    for (const { key, vector, plain } of inputs)
      expect(encryptAesCbc(key, vector, plain)).toEqual(byForge(key, vector, plain));
  });

  test("Node's OpenSSL, on the same", () => {
    for (const { key, vector, plain } of inputs) {
      const aes = createCipheriv(`aes-${8 * key.length}-cbc`, key, vector);
      expect(encryptAesCbc(key, vector, plain)).toEqual(Uint8Array.from([...aes.update(plain), ...aes.final()]));
    }
  });
});
