/** What is taken where an inventory does not say: for any set of hosts, and for platforms that have conventions of their own. */
import type { BackendName } from '../firewall/backend-names.ts';

/** A platform with conventions of its own. */
export type ProfileName = 'openshift3';

export const profileNames: readonly ProfileName[] = ['openshift3'];

/** Values of keys that are left out. */
export interface Profile {
  readonly name: string;
  readonly chain: string;
  /** Absent: none is written, and a finding says so. */
  readonly backends?: readonly BackendName[];
}

/**
 * The values of a profile, or of none.
 *
 * `openshift3` is the OpenShift 3.11 guide "Encrypting Hosts with IPsec": its file is `openshift-cluster.conf`, and its installer
 * keeps the accepting rules of iptables in the chain `OS_FIREWALL_ALLOW`.
 */
export function profileOf(name: ProfileName | undefined): Profile {
  return name === undefined ? general : profiles[name];
}

const general: Profile = { name: 'swanmesh', chain: 'INPUT' };

const profiles: Readonly<Record<ProfileName, Profile>> = {
  openshift3: { name: 'openshift-cluster', chain: 'OS_FIREWALL_ALLOW', backends: ['iptables'] },
};
