/** What decides, beside the release, which algorithms pluto has: lines that the collect script puts below the release. */
import { type NssVersion, readNssVersion } from '../../libreswan/nss-version.ts';
import { type Fact, textFact } from './fact.ts';

/** The cryptography of a host, as far as it was gathered. */
export interface HostCrypto {
  readonly nss?: NssVersion;
  /** Whether the kernel is in FIPS mode, and pluto with it. */
  readonly fips?: boolean;
}

/**
 * `NSS 3.118.1` and `fips_enabled 1` in `facts/release.txt`. It belongs to the release, so it is no fact that is missed by itself:
 * only ML-KEM asks for it.
 */
export const crypto: Fact<HostCrypto> = textFact({
  subject: 'NSS and FIPS mode',
  askedOf: 'all',
  path: 'facts/release.txt',
  read: ({ text }) => {
    const nss = readNssVersion(/^NSS (\S{1,80})/m.exec(text)?.[1] ?? '');
    const fips = /^fips_enabled (\d)/m.exec(text)?.[1];
    return {
      value: { ...(nss === undefined ? {} : { nss }), ...(fips === undefined ? {} : { fips: fips !== '0' }) },
      findings: [],
    };
  },
});
