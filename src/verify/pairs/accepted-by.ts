import type { HostEvidence } from '../../hosts/evidence.ts';

/** What of a host's database decides whom it accepts, its authorities and revocation lists: with equal texts, the same. */
export function acceptedBy({ authorities, lists }: Pick<HostEvidence, 'authorities' | 'lists'>): string {
  const trusted = authorities?.map(({ certificate, trust = '' }) => `${certificate.fingerprintSha256} ${trust}`).sort();
  const revoking = lists?.map(({ fingerprintSha256 }) => fingerprintSha256).sort();
  return JSON.stringify([trusted ?? 'unknown', revoking ?? 'unknown']);
}
