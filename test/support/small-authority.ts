/** An authority and a host of each kind of key, made once for a file of tests. */
import { randomBytes, webcrypto } from 'node:crypto';
import { beforeAll } from 'vitest';
import { readAddress } from '../../src/net/address.ts';
import { type Authority, makeAuthority } from '../../src/pki/authority.ts';
import { issueCertificate } from '../../src/pki/issue.ts';
import { type KeyKind, keyKinds, newKey } from '../../src/pki/keys.ts';
import type { Certificate } from '../../src/x509/certificate.ts';
import { valueIn } from './results.ts';

export const subtle = webcrypto.subtle as never;
export const now = new Date('2030-01-01T00:00:00.500Z');
export const random = (length: number): Uint8Array => new Uint8Array(randomBytes(length));
export const issuing = { subtle, random, now, days: 730 };
const address = (text: string) => readAddress(text) as NonNullable<ReturnType<typeof readAddress>>;

export interface Made {
  readonly authority: Authority;
  readonly host: Certificate;
}
const made = new Map<KeyKind, Made>();

export async function newAuthority(kind: KeyKind, commonName = 'mesh authority'): Promise<Authority> {
  const key = valueIn(await newKey(kind, subtle));
  const certificate = valueIn(await makeAuthority({ commonName }, key, { ...issuing, days: 3650 }));
  return { certificate, key };
}

/** Call it at the top of a file of tests. */
export function makeAuthorities(): void {
  beforeAll(async () => {
    for (const kind of keyKinds) {
      const authority = await newAuthority(kind);
      const key = valueIn(await newKey(kind, subtle));
      const host = valueIn(
        await issueCertificate(
          authority,
          {
            subject: { organization: 'mesh', commonName: 'node-1.example.com' },
            dnsNames: ['node-1.example.com'],
            addresses: [address('172.16.0.1'), address('fd00::1')],
            spki: key.spki as Uint8Array,
          },
          issuing,
        ),
      );
      made.set(kind, { authority, host });
    }
  }, 60_000);
}
export const of = (kind: KeyKind): Made => made.get(kind) as Made;
