/** The inventory as its author writes it: what the schema lets through, before defaults and canonical forms. */

import type { BackendName } from '../firewall/backend-names.ts';
import type { Platform } from '../libreswan/platform.ts';
import type { ProfileName } from './profiles.ts';

/** A header that an overlay puts around the pod's packet; `bytes` is all between the overlay's own outer IP header and that packet. */
export type WrittenOverlay = 'none' | 'vxlan' | 'geneve' | { readonly name: string; readonly bytes: number };

/** Headers one in the other, outermost first; or several overlay networks side by side. */
export type WrittenOverlays =
  | WrittenOverlay
  | readonly WrittenOverlay[]
  | { readonly sideBySide: readonly (WrittenOverlay | readonly WrittenOverlay[])[] };

/** `auto`, `yes` or `no`; YAML 1.1 and Ansible make booleans of a bare yes and no, which mean the same here. */
export type WrittenSwitch = 'auto' | 'yes' | 'no' | boolean;

export interface WrittenNetwork {
  readonly interface?: string | undefined;
  readonly linkMtu?: number | undefined;
  readonly linkSpeed?: string | undefined;
  readonly overlay?: WrittenOverlays | undefined;
}

export interface WrittenIpsec {
  readonly type?: 'tunnel' | 'transport' | undefined;
  readonly esp?: string | undefined;
  readonly ike?: string | undefined;
  readonly encapsulation?: WrittenSwitch | undefined;
  readonly start?: 'ondemand' | 'ondemand-up' | 'one-side' | 'both' | undefined;
  readonly liveness?: string | false | undefined;
  readonly layout?: 'shared' | 'flat' | undefined;
  readonly options?: Readonly<Record<string, string | number | boolean>> | undefined;
  readonly pq?: 'ml_kem_768' | undefined;
}

/** The five classic policy groups, strongest first. */
export type PolicyGroupName = 'private' | 'private-or-clear' | 'clear-or-private' | 'clear' | 'block';

export type WrittenGroups = { readonly [group in PolicyGroupName]?: readonly string[] | undefined };

/** What addresses that are no nodes serve for. */
export type InfrastructureKind = 'gateways' | 'dns' | 'ntp' | 'dhcp' | 'api';

export type WrittenInfrastructure = { readonly [kind in InfrastructureKind]?: readonly string[] | undefined };

export interface WrittenFirewall {
  readonly chain?: string | undefined;
  readonly backends?: readonly BackendName[] | undefined;
  readonly requireEsp?: boolean | undefined;
  readonly mssClamp?: boolean | undefined;
  readonly onlyPeers?: boolean | undefined;
}

export interface WrittenOnHost {
  readonly certificate?: string | undefined;
  readonly key?: string | undefined;
  readonly authority?: string | undefined;
}

/** Revocation lists: paths or PEM text, and whether hosts insist on them. */
export type WrittenCrls =
  | string
  | readonly string[]
  | { readonly lists: string | readonly string[]; readonly strict?: boolean | undefined };

export interface WrittenPsk {
  readonly master: string;
}

/** All nodes of one kind linked with all of another: `any`, `role:ROLE` or the name of a node. */
export interface WrittenLinkRule {
  readonly from: string;
  readonly to: string;
}

/** A pair of names, or a rule. */
export type WrittenLink = readonly string[] | WrittenLinkRule;

export type WrittenLinks = 'full' | WrittenLinkRule | readonly WrittenLink[];

export interface WrittenNode {
  readonly role?: string | undefined;
  readonly address: string | readonly string[];
  readonly otherAddresses?: readonly string[] | undefined;
  readonly certificate?: string | undefined;
  readonly key?: string | undefined;
  readonly nickname?: string | undefined;
  readonly libreswan?: string | undefined;
  readonly platform?: Platform | undefined;
  readonly interface?: string | undefined;
  readonly linkMtu?: number | undefined;
  readonly encapsulation?: WrittenSwitch | undefined;
  readonly nss?: string | undefined;
  readonly fips?: boolean | undefined;
}

/** What nodes have in common: every key of a node but its addresses. */
export type WrittenDefaults = Omit<WrittenNode, 'address' | 'otherAddresses'>;

/** Every key at the top but `nodes`, with what it gives. */
export interface WrittenSections {
  readonly version: 1;
  readonly profile: ProfileName;
  readonly name: string;
  readonly mode: 'explicit' | 'opportunistic';
  readonly auth: 'certificate' | 'psk';
  readonly libreswan: string;
  readonly fips: boolean;
  readonly authority: string;
  readonly crls: WrittenCrls;
  readonly psk: WrittenPsk;
  readonly network: WrittenNetwork;
  readonly ipsec: WrittenIpsec;
  readonly groups: WrittenGroups;
  readonly infrastructure: WrittenInfrastructure;
  readonly management: readonly string[];
  readonly firewall: WrittenFirewall;
  readonly links: WrittenLinks;
  readonly defaults: WrittenDefaults;
  readonly onHost: WrittenOnHost;
  readonly expect: readonly WrittenExpectation[];
}

/** What is to hold of packets from some hosts to some hosts, or of the MTU of their overlay. */
export interface WrittenExpectation {
  readonly from: string;
  readonly to: string;
  readonly is?: 'encrypted' | 'clear' | 'held' | 'refused' | 'dropped' | undefined;
  readonly protocol?: 'tcp' | 'udp' | 'icmp' | undefined;
  readonly port?: number | undefined;
  readonly overlayMtu?: string | undefined;
}

/**
 * An inventory as a program hands it to `readCluster`, with PEM text where the command line takes a path. `readCluster`
 * takes any value and says what is wrong with it; this type lets an editor complete keys and the compiler find slips.
 *
 * @example
 * const inventory: InventoryInput = { version: 1, libreswan: '4.10', nodes: { a: { address: '172.16.0.1' } } };
 */
export interface InventoryInput extends Partial<WrittenSections> {
  readonly version: 1;
  readonly nodes: Readonly<Record<string, WrittenNode>>;
}
