/** What a case of the real tests is: a cluster as the user writes it, what happens to it, and what is predicted. */
import type { DebianRelease } from '../support/debian/release-tools.ts';
import type { KeyKind, Subject } from './authority.ts';
import type { Party } from './measure.ts';
import type { PreparedRollout } from './rollout/prepared-rollout.ts';
import type { GuestHost, Seen, Step } from './scenario.ts';

/** Cases that stand or fall together in a release; every group is run on every release. */
export type CaseGroup =
  | 'explicit'
  | 'psk'
  | 'opportunistic'
  | 'families'
  | 'subjects'
  | 'keys'
  | 'transforms'
  | 'strangers'
  | 'failures'
  | 'firewall'
  | 'scale'
  | 'guide'
  | 'rollout'
  | 'explain';

/** What the hosts of a cluster run; `mixed`: the three releases in turn. */
export type ReleaseSet = DebianRelease | 'mixed';

export interface CaseNode {
  readonly name: string;
  /** One of each family at most. */
  readonly addresses: readonly string[];
  readonly subject?: Subject;
  readonly key?: KeyKind;
  /** Imported on the host instead of its own certificate: the host is not who the others think. */
  readonly impostor?: { readonly authority: 'own' | 'other'; readonly subject: Subject };
  /** Further keys of the node in the inventory. */
  readonly inventory?: Readonly<Record<string, unknown>>;
}

/** A machine on the same network that is in no inventory and knows no IPsec. */
export interface Stranger {
  readonly name: string;
  readonly addresses: readonly string[];
}

/** One line of the table: what was predicted, what was measured. */
export interface Row {
  readonly pair: string;
  readonly predicted: string;
  readonly measured: string;
  /** Absent where nothing is predicted, only measured. */
  readonly holds?: boolean;
}

/** A node as the guest has it. */
export interface Member extends Party {
  readonly release: DebianRelease;
  /** The tunnel's and the overlay's MTU, bytes, as in `mtu.json`. */
  readonly tunnelMtu: number;
  readonly overlayMtu: number;
  /** Conns that its pluto must have loaded. */
  readonly conns: number;
  /** The host's rendered folder on this machine. */
  readonly rendered: string;
}

export interface PreparedMesh {
  readonly members: readonly Member[];
  readonly strangers: readonly Party[];
  /** Of a change that is rolled out: the plan. */
  readonly rollout?: PreparedRollout;
}

/** A cluster, and what the guest needs of it. */
export interface Prepared {
  readonly mesh: PreparedMesh;
  readonly hosts: readonly GuestHost[];
}

export interface RealCase {
  readonly group: CaseGroup;
  readonly name: string;
  readonly nodes: readonly CaseNode[];
  /** The sets of releases that can say the case, where not all can. */
  readonly releases?: readonly ReleaseSet[];
  readonly strangers?: readonly Stranger[];
  /** Keys of the inventory beside nodes, release and files. */
  readonly inventory?: Readonly<Record<string, unknown>>;
  /** Who issues the certificates: OpenSSL, where nothing is said, or `swanmesh authority`. */
  readonly authority?: 'openssl' | 'swanmesh';
  /** How the certificates come into the database: by import-certificate.sh from the host's own files, else from a PKCS#12 file by pk12util. */
  readonly importFrom?: 'script' | 'p12';
  /** The real `_updown` script instead of the quick one; see guest/host.py. */
  readonly slowUpdown?: boolean;
  /** Makes what the hosts need in another way than `prepare`. */
  readonly prepare?: (set: ReleaseSet, folder: string, pki: string) => Prepared;
  /** What is changed by hand in the rendered files of a host before it gets them. */
  readonly spoil?: (member: string, folder: string) => void;
  /** What happens; the default is that all start, load and meet. */
  readonly story?: (mesh: PreparedMesh) => readonly Step[];
  readonly judge?: (mesh: PreparedMesh, seen: Seen) => readonly Row[];
  /** Too long for every run: only with `--all`, or where it is asked for by name. */
  readonly large?: boolean;
  /** Seconds that the story waits for something, whatever the speed of the machine. */
  readonly waits?: number;
  /**
   * Milliseconds until a guest is given up; ten minutes when nothing is said. No prediction depends on it, so it is long
   * enough for a machine that is busy with other things.
   */
  readonly timeout?: number;
}
