/** How the two ends of a pair prove who they are, by the kinds of their keys. */
import { type Diagnostic, diagnostic, type Place } from '../diagnostics/diagnostic.ts';
import type { Setting } from '../libreswan/ipsec-conf/syntax/document.ts';
import { atLeast, oldest, type ReleaseRange } from '../libreswan/release.ts';
import type { Certificate } from '../x509/certificate.ts';

/** The kinds of key that libreswan tells apart when an end signs. */
export type KeyKind = 'rsasig' | 'ecdsa';

/** The kind of a certificate's key. Keys that neither RSA nor ECDSA can use are refused before this is asked. */
export function keyKindOf(certificate: Certificate | undefined): KeyKind {
  return certificate?.publicKey.algorithm === 'ec' ? 'ecdsa' : 'rsasig';
}

/**
 * How the ends of a pair sign. Two keys of one kind are said by `authby=`. Two kinds need a word for each end: with
 * `authby=rsasig,ecdsa` pluto lets its own end sign with RSA whatever its key is, and an ECDSA host then sends an empty
 * signature (seen in 4.10; test/real/cases/identities.ts).
 */
export function authSettings(local: KeyKind, remote: KeyKind): readonly Setting[] {
  return local === remote
    ? [{ keyword: 'authby', value: local }]
    : [
        { keyword: 'leftauth', value: local },
        { keyword: 'rightauth', value: remote },
      ];
}

/**
 * `render/ecdsa-needs-3.26`: up to 3.25 no keyword lets ECDSA certificates sign. `render/mixed-keys-need-4.4`: `leftauth=`
 * and `rightauth=` know `ecdsa` from 4.4 on; before, the word loses the whole file.
 */
export function checkKeyKinds(
  local: KeyKind,
  remote: KeyKind,
  releases: ReleaseRange,
  at: Place,
): readonly Diagnostic[] {
  const release = oldest(releases);
  if (local === 'rsasig' && remote === 'rsasig') return [];
  if (!atLeast(release, '3.26')) {
    return [
      diagnostic(
        'render/ecdsa-needs-3.26',
        at,
        `the ECDSA key of the pair must be understood by the host, and libreswan ${release} knows no ECDSA certificates`,
        { hint: 'give the pair RSA certificates, or the host libreswan 3.26 or newer' },
      ),
    ];
  }
  if (local === remote || atLeast(release, '4.4')) return [];
  return [
    diagnostic(
      'render/mixed-keys-need-4.4',
      at,
      `an RSA and an ECDSA key in one pair must each be named for its end, and libreswan ${release} has no word for it`,
      { hint: 'give both hosts keys of one kind, or the host libreswan 4.4 or newer' },
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
