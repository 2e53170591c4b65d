import { type Diagnostic, diagnostic } from '../../../diagnostics/diagnostic.ts';
import { firstNssWithMlKem, isNssAtLeast } from '../../../libreswan/nss-version.ts';
import { isFipsApproved } from '../../../libreswan/proposal/fips.ts';
import { judgeLoading } from '../../../libreswan/proposal/judge-loading.ts';
import { atLeast } from '../../../libreswan/release.ts';
import type { Conn } from '../../conn.ts';
import type { ConnCheck } from '../check.ts';

/**
 * `verify/conn-lost`: the algorithms that a conn names are there on its host: ML-KEM needs NSS 3.118.1, and FIPS mode takes some
 * away; one that is not there loses the conn. `verify/nss-unknown`: it names ML-KEM, and nobody says which NSS the host has.
 *
 * @see the FIPS column of `ipsec algparse -v` (4.3 to 5.4); libreswan 5.4 CHANGES
 */
export const checkAlgorithms: ConnCheck = (conn, { remember }) =>
  (['ike', 'esp'] as const).flatMap((keyword) => {
    const word = conn.written(keyword);
    if (word === undefined || !atLeast(conn.host.release, '4.0')) return [];
    const ask = (what: string, isSo: (name: string) => boolean): boolean =>
      remember(`${what} ${keyword} ${conn.host.kind} ${word.id}`, () => namesOf(conn, keyword, word.value).some(isSo));
    if (isInFipsMode(conn) && ask('fips', (name) => !isFipsApproved(name)))
      return [lostInFipsMode(conn, keyword, word.value)];
    if (!/kem/i.test(word.value) || !ask('kem', (name) => name.startsWith('ML_KEM_'))) return [];
    const nss = conn.host.evidence.nss ?? conn.host.node?.nss;
    if (nss === undefined) return [unknownNss(conn, keyword)];
    return isNssAtLeast(nss, firstNssWithMlKem) ? [] : [lostByNss(conn, keyword, nss)];
  });

/** The kernel's own word before that of the inventory. */
function isInFipsMode({ host: { evidence, node } }: Conn): boolean {
  return evidence.fips ?? node?.fips ?? false;
}

function namesOf(conn: Conn, protocol: 'ike' | 'esp', value: string): readonly string[] {
  const { release } = conn.host;
  const loaded = judgeLoading(value, { protocol, ikeVersion: 2, pfs: true, release });
  return loaded.kind === 'loaded' ? loaded.proposals.flat().map(({ name }) => name) : [];
}

function lostInFipsMode(conn: Conn, keyword: 'ike' | 'esp', value: string): Diagnostic {
  const bad = [...new Set(namesOf(conn, keyword, value).filter((name) => !isFipsApproved(name)))];
  return diagnostic(
    'verify/conn-lost',
    conn.placeOf(keyword),
    `${conn.host.name} is in FIPS mode, where pluto has no ${bad.join(', ')}; ${conn.host.release} does not load the conn`,
    { hint: `leave it out of ${keyword}=` },
  );
}

function lostByNss(conn: Conn, keyword: 'ike' | 'esp', nss: string): Diagnostic {
  return diagnostic(
    'verify/conn-lost',
    conn.placeOf(keyword),
    `ML-KEM needs NSS ${firstNssWithMlKem}, and ${conn.host.name} has ${nss}; ${conn.host.release} does not load the conn`,
    { hint: 'install a newer NSS and a libreswan that was built against it, or leave ML-KEM out' },
  );
}

function unknownNss(conn: Conn, keyword: 'ike' | 'esp'): Diagnostic {
  return diagnostic(
    'verify/nss-unknown',
    conn.placeOf(keyword),
    `the NSS of ${conn.host.name} must be known: before ${firstNssWithMlKem} pluto does not load a conn with ML-KEM`,
    { hint: 'gather the host again with the collect script of this version, or write nss: in the inventory' },
  );
}
