/** How the two ends of a pair prove who they are, by the kinds of their keys. */
import { type Diagnostic, diagnostic, type Place } from '../diagnostic.ts';
import type { Setting } from '../libreswan/ipsec-conf/document.ts';
import { atLeast, oldest, type ReleaseRange } from '../libreswan/release.ts';
import type { Certificate } from '../x509/certificate.ts';

/** What `authby=` tells apart. */
export type KeyKind = 'rsasig' | 'ecdsa';

/** The kind of a certificate's key. Keys that neither RSA nor ECDSA can use are refused before this is asked. */
export function keyKindOf(certificate: Certificate | undefined): KeyKind {
  return certificate?.publicKey.algorithm === 'ec' ? 'ecdsa' : 'rsasig';
}

/**
 * The value of `authby=` for two kinds of key: `rsasig` excludes ECDSA certificates (from 3.30 it means RSA alone), and a
 * mixed pair takes the list.
 */
export function authbyOf(a: KeyKind, b: KeyKind): string {
  return a === b ? a : 'rsasig,ecdsa';
}

/**
 * `render/ecdsa-needs-3.26`: ECDSA certificates, and the list that a mixed pair needs, are read from 3.26 on; up to 3.23 the
 * list loses the whole file.
 */
export function checkAuthby(authby: string, releases: ReleaseRange, at: Place): readonly Diagnostic[] {
  if (authby === 'rsasig' || atLeast(oldest(releases), '3.26')) return [];
  return [
    diagnostic(
      'render/ecdsa-needs-3.26',
      at,
      `authby=${authby} must be understood by the host, and libreswan ${oldest(releases)} knows no ECDSA certificates`,
      { hint: 'give the pair RSA certificates, or the host libreswan 3.26 or newer' },
    ),
  ];
}

/**
 * Up to 3.32 an end whose key is not named may be looked up in the DNS (`%dnsondemand` was the default); later releases
 * take the key from the certificate without being told. For ECDSA the keyword is wrong on every release.
 */
export function rsaKeySettings(side: 'left' | 'right', kind: KeyKind, releases: ReleaseRange): readonly Setting[] {
  if (kind !== 'rsasig' || atLeast(oldest(releases), '4.0')) return [];
  return [{ keyword: `${side}rsasigkey`, value: '%cert' }];
}
