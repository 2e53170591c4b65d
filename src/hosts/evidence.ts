/** What was gathered from one host: its files by path, as docs/reference/contract.md §4 names them, and what the caller knows of it beside. */
import type { NssVersion } from '../libreswan/nss-version.ts';
import type { Release } from '../libreswan/release.ts';
import type { Address } from '../net/address.ts';
import type { Certificate } from '../x509/certificate.ts';
import type { RevocationList } from '../x509/revocation/revocation-list.ts';

/** The content of a file; bytes where it may be other than ASCII. */
export type FileContent = string | Uint8Array;

/** The files of a host: path relative to its folder, such as `etc/ipsec.d/mesh.conf` or `facts/release.txt`. */
export type HostFiles = Pick<ReadonlyMap<string, FileContent>, 'get' | 'has' | 'keys'>;

/** A certificate of a host's database. */
export interface HostCertificate {
  /** What the database calls it; absent where nobody said. */
  readonly nickname?: string;
  /** Its trust flags, as `certutil -L` lists them; absent where nobody said. */
  readonly trust?: string;
  readonly certificate: Certificate;
}

/** Who may do what with a file. */
export interface FileMode {
  /** The permission bits, such as 0o600. */
  readonly bits: number;
  /** The numbers of its owner and its group; absent where a copy does not have them from the host. */
  readonly owner?: number;
  readonly group?: number;
  /** Its line in `facts/modes.txt`; absent where the file itself was asked. */
  readonly line?: number;
}

/** By path below the host's root, such as `etc/ipsec.secrets`. */
export type FileModes = Pick<ReadonlyMap<string, FileMode>, 'get' | 'keys'>;

/** Everything that is known of one host. */
export interface HostEvidence {
  /** The name of its folder. */
  readonly name: string;
  readonly files: HostFiles;
  /** Whether a file is some bytes, chunk after chunk, for who can tell without making its content; else that is compared. */
  readonly hasBytes?: (path: string, chunks: readonly Uint8Array[]) => boolean;
  /** How findings name a file of the host. */
  readonly show: (path: string) => string;
  readonly release: Release;
  /** The version of its NSS; absent where nobody said. */
  readonly nss?: NssVersion;
  /** Whether its kernel is in FIPS mode; absent where nobody said. */
  readonly fips?: boolean;
  /** Own addresses, where they are known; an empty list where they have to be told from the conns. */
  readonly addresses: readonly Address[];
  /** Host certificates of its database. */
  readonly certificates: readonly HostCertificate[];
  /** Authorities of its database; absent where that is not known. */
  readonly authorities?: readonly HostCertificate[];
  /** Nicknames in its database, where they were listed. */
  readonly nicknames?: readonly string[];
  /** Those of them for which the database has no private key. */
  readonly keyless?: readonly string[];
  /** The revocation lists of its database; absent where nobody said. */
  readonly lists?: readonly RevocationList[];
  /** Modes of its files as the host has them; absent where nobody said. */
  readonly modes?: FileModes;
  /** The files that `render` wrote for it, where the tree has its manifest. */
  readonly rendered?: readonly string[];
}
