/**
 * The plan of a mesh: who talks with whom, under which identity. Pure data; it knows no file format, and neither left nor
 * right. A pair has two ends in canonical order (by node name, in code unit order); a host sees it as local and remote.
 */
import type {
  Encapsulation,
  FirewallSettings,
  InfrastructureKind,
  Inventory,
  IpsecSettings,
  NodeName,
  OnHostPaths,
  OverlayHeader,
  Platform,
  PskMaster,
} from '../inventory/index.ts';
import type { ConnName } from '../libreswan/conn-name.ts';
import type { NssNickname } from '../libreswan/identity/leftcert.ts';
import type { NssVersion } from '../libreswan/nss-version.ts';
import type { Proposals } from '../libreswan/proposal/proposals.ts';
import type { ReleaseRange } from '../libreswan/release.ts';
import type { Address, Family, Prefix } from '../net/address.ts';
import type { Certificate } from '../x509/certificate.ts';

export type {
  Encapsulation,
  NodeName,
  OverlayHeader,
  Platform,
  PolicyGroupName,
  StartMode,
} from '../inventory/index.ts';

/** One host of the mesh. */
export interface MeshNode {
  readonly name: NodeName;
  /** What the conns of other hosts for this one are called. */
  readonly connName: ConnName;
  /** The name of its certificate in its own NSS database. */
  readonly nickname: NssNickname;
  readonly role: string;
  readonly addresses: Readonly<Partial<Record<Family, Address>>>;
  readonly otherAddresses: readonly Address[];
  /** Absent only with pre-shared keys. */
  readonly certificate?: Certificate;
  readonly releases: ReleaseRange;
  readonly platform: Platform;
  /** Absent where the inventory names none: rules then match every interface. */
  readonly interface?: string;
  /** Bytes. */
  readonly linkMtu: number;
  readonly encapsulation: Encapsulation;
  /** Absent where nobody says it. */
  readonly nss?: NssVersion;
  /** Whether its kernel is in FIPS mode. */
  readonly fips?: boolean;
}

/** What the inventory says of IPsec, its proposals read; a list is empty where the text is faulty. */
export interface MeshIpsec extends Omit<IpsecSettings, 'esp' | 'ike'> {
  readonly esp?: Proposals;
  readonly ike?: Proposals;
}

/** The whole plan. */
export interface Mesh {
  readonly kind: 'mesh';
  /** Base name of the files and of the host's own half. */
  readonly name: ConnName;
  readonly mode: Inventory['mode'];
  readonly auth: Inventory['auth'];
  /** Sorted by name in code unit order; this is the canonical order of ends. */
  readonly nodes: readonly MeshNode[];
  /** For each node the positions in `nodes` of those that it is linked to, ascending; `full` where that is all others. */
  readonly links: 'full' | readonly (readonly number[])[];
  readonly ipsec: MeshIpsec;
  /** The overlay networks side by side, each with its headers, outermost first; empty for none. */
  readonly overlays: readonly (readonly OverlayHeader[])[];
  /** What one direction of a host's link carries, in bits per second; absent where nobody said. */
  readonly linkSpeed?: number;
  readonly groups: Inventory['groups'];
  readonly infrastructure: Readonly<Record<InfrastructureKind, readonly Address[]>>;
  readonly management: readonly Prefix[];
  readonly firewall: FirewallSettings;
  readonly onHost: OnHostPaths;
  /** What is to hold of packets and MTUs. */
  readonly expect: Inventory['expect'];
  /** What the pairs' secrets come from; there with pre-shared keys alone. */
  readonly pskMaster?: PskMaster;
  /** Revocation lists in PEM, and whether hosts insist on them. */
  readonly crls?: { readonly lists: readonly string[]; readonly strict: boolean };
  /** The CA certificates that hosts trust. */
  readonly authority: readonly Certificate[];
}

/** One end of a pair. */
export interface End {
  readonly node: MeshNode;
  readonly address: Address;
}

/** Two linked nodes in one family that both have. */
export interface Pair {
  readonly family: Family;
  /** Whether the two nodes have both families in common, so that there are two pairs of them. */
  readonly dualStack: boolean;
  /** The canonically first end. */
  readonly first: End;
  readonly second: End;
}

/** A pair as one of its hosts sees it. */
export interface Peering {
  readonly family: Family;
  readonly dualStack: boolean;
  readonly local: End;
  readonly remote: End;
  /** Whether the local end is the canonically first. */
  readonly localIsFirst: boolean;
  /** Name of the conn on the local host. */
  readonly connName: ConnName;
}
