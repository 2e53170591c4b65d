/** The inventory as read: defaults filled in, addresses canonical, lists of nodes sorted. Plain data; certificates still PEM text. */
import type { BackendName } from '../firewall/backend-names.ts';
import type { NssVersion } from '../libreswan/nss-version.ts';
import type { Platform } from '../libreswan/platform.ts';
import type { GroupTarget } from '../libreswan/policy-group/document.ts';
import type { ReleaseRange } from '../libreswan/release.ts';
import type { Address, Prefix } from '../net/address.ts';
import type { PskMaster } from './psk-master.ts';
import type { InfrastructureKind, PolicyGroupName } from './written.ts';

declare const nodeNameBrand: unique symbol;

/** A node's name, checked against the contract's pattern. Only the reader of inventories makes one. */
export type NodeName = string & { readonly [nodeNameBrand]: true };

/** One header around the pod's packet, by name or by the bytes between the outer IP header and the packet. */
export type OverlayHeader = 'vxlan' | 'geneve' | { readonly name: string; readonly bytes: number };

/** When a conn comes up, see docs/reference/contract.md §1. */
export type StartMode = 'ondemand' | 'ondemand-up' | 'one-side' | 'both';

/** UDP encapsulation of ESP: by NAT detection, always, never. */
export type Encapsulation = 'auto' | 'yes' | 'no';

export interface InventoryNode {
  readonly name: NodeName;
  readonly role: string;
  /** At most one of each family, IPv4 first. */
  readonly addresses: readonly Address[];
  /** Further addresses of the host, which explicit conns do not cover. */
  readonly otherAddresses: readonly Address[];
  /** PEM text. */
  readonly certificate?: string;
  /** PEM text. Secret. */
  readonly key?: string;
  readonly nickname?: string;
  readonly releases: ReleaseRange;
  readonly platform: Platform;
  /** Absent where it was not given: rules then match every interface. */
  readonly interface?: string;
  /** Bytes. */
  readonly linkMtu: number;
  readonly encapsulation: Encapsulation;
  /** Absent where nobody says it. */
  readonly nss?: NssVersion;
  /** Whether the host's kernel is in FIPS mode. */
  readonly fips?: boolean;
}

export interface IpsecSettings {
  readonly type: 'tunnel' | 'transport';
  readonly esp?: string;
  readonly ike?: string;
  readonly start: StartMode;
  /** Seconds between probes of a silent peer; `undefined` where liveness is off. */
  readonly liveness: number | undefined;
  readonly layout: 'shared' | 'flat';
  /** Further keywords with their values as libreswan spells them, sorted by keyword. */
  readonly options: readonly { readonly keyword: string; readonly value: string }[];
  /** An additional key exchange that a quantum computer does not break: offered before the proposals of `ike` alone. */
  readonly pq?: 'ml_kem_768';
}

export interface FirewallSettings {
  readonly chain: string;
  readonly backends: readonly BackendName[];
  readonly requireEsp: boolean;
  /** Whether TCP that leaves through IPsec is held to segments that fit. */
  readonly mssClamp: boolean;
  /** Whether IKE and ESP are let in from the linked nodes alone. */
  readonly onlyPeers: boolean;
}

/** An assertion: of packets from some hosts to some hosts, or of the overlay MTU of those that send. */
export interface Expectation {
  /** `any`, `role:ROLE`, the name of a node, an address or a prefix. */
  readonly from: string;
  readonly to: string;
  readonly is?: 'encrypted' | 'clear' | 'held' | 'refused' | 'dropped';
  /** IP protocol number; absent for an echo. */
  readonly protocol?: number;
  readonly port?: number;
  /** Bytes, and how the MTU is to compare with them. */
  readonly overlayMtu?: { readonly compare: 'at-least' | 'at-most' | 'exactly'; readonly bytes: number };
}

/** Where the host itself keeps its certificate, key and CA. */
export interface OnHostPaths {
  readonly certificate?: string;
  readonly key?: string;
  readonly authority?: string;
}

export interface Inventory {
  readonly kind: 'inventory';
  readonly name: string;
  readonly mode: 'explicit' | 'opportunistic';
  readonly auth: 'certificate' | 'psk';
  /** PEM text of one or more CA certificates. */
  readonly authority?: string;
  /** The revocation lists as PEM text, and whether hosts insist on them (`crl-strict=yes`). */
  readonly crls?: { readonly lists: readonly string[]; readonly strict: boolean };
  /** The master from which every pair's secret is derived. */
  readonly pskMaster?: PskMaster;
  /** The overlay networks side by side, each with its headers, outermost first; empty for none. */
  readonly overlays: readonly (readonly OverlayHeader[])[];
  /** What one direction of a host's link carries, in bits per second; absent where nobody said. */
  readonly linkSpeed?: number;
  readonly ipsec: IpsecSettings;
  /** The policy groups that are named, with their targets in the order of the inventory. */
  readonly groups: Readonly<Partial<Record<PolicyGroupName, readonly GroupTarget[]>>>;
  readonly infrastructure: Readonly<Record<InfrastructureKind, readonly Address[]>>;
  readonly management: readonly Prefix[];
  readonly firewall: FirewallSettings;
  /** Linked pairs of node names, or `full` where every node is linked to every other. */
  readonly links: 'full' | readonly (readonly [NodeName, NodeName])[];
  readonly onHost: OnHostPaths;
  /** What is to hold of packets and MTUs, in the order of the inventory. */
  readonly expect: readonly Expectation[];
  /** Sorted by name in code unit order. */
  readonly nodes: readonly InventoryNode[];
}
