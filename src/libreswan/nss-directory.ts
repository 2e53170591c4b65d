/** Where a packaged libreswan keeps its NSS database. */
import type { Platform } from './platform.ts';
import { atLeast, newest, oldest, type Release, type ReleaseRange } from './release.ts';

/** The release from which a platform has its database in `/var/lib/ipsec/nss`; `undefined` where it never has. */
const movedIn: Readonly<Record<Platform, Release | undefined>> = {
  rhel7: undefined,
  rhel8: undefined,
  rhel9: '3.15',
  rhel10: '3.15',
  fedora: '4.3',
  debian: '3.15',
  upstream: '4.0',
};

/**
 * The directory of the NSS database on a platform, or `undefined` where the releases of the range differ.
 *
 * @example nssDirectory('rhel8', releaseRange('4.3')) // '/etc/ipsec.d'
 *
 * @see libreswan `packaging/rhel/7`, `packaging/rhel/8`, `packaging/fedora`, `packaging/debian`; `configs/` for the default
 */
export function nssDirectory(platform: Platform, releases: ReleaseRange): string | undefined {
  const since = movedIn[platform];
  if (since === undefined || !atLeast(newest(releases), since)) return '/etc/ipsec.d';
  return atLeast(oldest(releases), since) ? '/var/lib/ipsec/nss' : undefined;
}
