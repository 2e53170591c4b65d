import type { Setting } from '../libreswan/ipsec-conf/syntax/document.ts';
import { atLeast, newest, oldest, type ReleaseRange } from '../libreswan/release.ts';

/**
 * The settings that notice a dead peer. Seconds are bare numbers, which every release reads. Up to 4.9 the probing starts
 * only where `dpdtimeout` is set too; from 4.10 that keyword gives a notice. `dpdaction` is obsolete from 5.0, and `hold`,
 * its default, keeps packets back until the SA is up again.
 *
 * @param seconds between probes; `undefined` for none
 */
export function livenessSettings(seconds: number | undefined, releases: ReleaseRange): readonly Setting[] {
  if (seconds === undefined) return [];
  const settings: Setting[] = [{ keyword: 'dpddelay', value: `${seconds}` }];
  if (!atLeast(oldest(releases), '4.10')) settings.push({ keyword: 'dpdtimeout', value: `${4 * seconds}` });
  if (!atLeast(newest(releases), '5.0')) settings.push({ keyword: 'dpdaction', value: 'hold' });
  return settings;
}
