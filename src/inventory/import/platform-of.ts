import type { Platform } from '../../libreswan/platform.ts';

/** Distributions that are built from RHEL and have its major version. */
const rebuilds = /^(Red Hat Enterprise Linux|CentOS|Rocky Linux|AlmaLinux|Oracle Linux|Scientific Linux)/;

/**
 * The platform that the pretty name of a distribution tells, `undefined` where it is none of those that we know. The name
 * is that of `PRETTY_NAME` in os-release(5); Kubernetes has it as `status.nodeInfo.osImage`.
 *
 * RHEL CoreOS has the release of OpenShift first and that of RHEL second (`412.86.…`: OpenShift 4.12 on RHEL 8.6), since
 * OpenShift 4.19 that of RHEL alone (`9.6.…`).
 *
 * @example platformOf('Debian GNU/Linux 12 (bookworm)') // 'debian'
 * @example platformOf('Red Hat Enterprise Linux CoreOS 412.86.202303241612-0 (Ootpa)') // 'rhel8'
 */
export function platformOf(prettyName: string): Platform | undefined {
  const name = prettyName.slice(0, 200);
  if (/^Debian\b/.test(name)) return 'debian';
  if (/^Fedora\b/.test(name)) return 'fedora';
  if (!rebuilds.test(name)) return undefined;
  const coreOs = /CoreOS (\d+)\.(\d)/.exec(name);
  const major = coreOs === null ? /\b(\d{1,2})\b/.exec(name)?.[1] : Number(coreOs[1]) <= 10 ? coreOs[1] : coreOs[2];
  const known: readonly Platform[] = ['rhel7', 'rhel8', 'rhel9', 'rhel10'];
  return known.find((platform) => platform === `rhel${major}`);
}
