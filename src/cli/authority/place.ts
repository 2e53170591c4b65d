/** Where the small authority of an inventory keeps its files: beside the certificates that the inventory names. */
import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { isMapping } from '../../inventory/unknown-keys.ts';
import { type Address, readAddress } from '../../net/address.ts';
import { UsageError } from '../exit.ts';
import { readInventoryPaths } from '../inventory-value.ts';

/** A host of the inventory, as far as its certificate asks for it. */
export interface HostPlace {
  readonly name: string;
  readonly addresses: readonly Address[];
  readonly certificate: string;
  /** Where its private key stands or will stand; it need not ever stand here. */
  readonly key: string;
}

/** Everything as absolute paths. */
export interface AuthorityPlace {
  /** The inventory's `name`: the organization of what is issued. */
  readonly organization: string;
  readonly certificate: string;
  readonly key: string;
  /** What was issued and revoked. */
  readonly register: string;
  readonly crl: string;
  readonly hosts: readonly HostPlace[];
}

/** Reads of an inventory what the authority needs; the certificates that it names need not be there yet. */
export function authorityPlace(path: string): AuthorityPlace {
  const { name, value } = readInventoryPaths(path);
  const folder = path === '-' ? '.' : dirname(path);
  if (!isMapping(value) || !isMapping(value.nodes)) throw new UsageError(`${name} must be an inventory with nodes`);
  const authority = pathIn(value.authority, `${name}: authority`);
  const certificate = resolve(folder, authority);
  const base = certificate.replace(/\.(crt|pem|cer)$/, '');
  const lists = isMapping(value.crls) ? value.crls.lists : value.crls;
  const [crl]: readonly unknown[] = Array.isArray(lists) ? lists : [lists];
  return {
    organization: typeof value.name === 'string' ? value.name : 'swanmesh',
    certificate,
    key: `${base}.key`,
    register: `${base}.issued.json`,
    crl: typeof crl === 'string' ? resolve(folder, pathIn(crl, `${name}: crls`)) : `${base}.crl`,
    hosts: Object.entries(value.nodes).map(([node, written]) => hostPlace(node, written, folder, name)),
  };
}

function hostPlace(node: string, written: unknown, folder: string, inventory: string): HostPlace {
  const where = `${inventory}: nodes.${node}`;
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,252}$/.test(node) || node.includes('..') || !isMapping(written))
    throw new UsageError(`${where} must be a node with a plain name; swanmesh check says more`);
  const certificate = resolve(folder, pathIn(written.certificate, `${where}.certificate`));
  const key =
    written.key === undefined
      ? `${certificate.replace(/\.(crt|pem|cer)$/, '')}.key`
      : resolve(folder, pathIn(written.key, `${where}.key`));
  const list = Array.isArray(written.address) ? written.address : [written.address];
  const addresses = list.map((text) => (typeof text === 'string' ? readAddress(text) : undefined));
  if (addresses.includes(undefined)) throw new UsageError(`${where}.address must be one or two addresses`);
  return { name: node, addresses: addresses.filter((one) => one !== undefined), certificate, key };
}

function pathIn(value: unknown, where: string): string {
  if (typeof value !== 'string' || value === '' || value.includes('\n') || value.includes('\0'))
    throw new UsageError(`${where} must be the path of a file: that is where the certificate is written`);
  return value;
}

/** The hosts that were named, or all. A name that is none ends the command. */
export function chosenHosts({ hosts }: AuthorityPlace, names: readonly string[] | undefined): readonly HostPlace[] {
  if (names === undefined) return hosts;
  return names.map((wanted) => {
    const host = hosts.find(({ name }) => name === wanted);
    if (host === undefined) throw new UsageError(`${wanted} must be a node of the inventory`);
    return host;
  });
}

/** Ends the command where a folder is missing, before anything is written. */
export function checkFolders(paths: readonly string[]): void {
  for (const path of paths) {
    if (!existsSync(dirname(path))) throw new UsageError(`the folder ${dirname(path)} must exist`);
  }
}
