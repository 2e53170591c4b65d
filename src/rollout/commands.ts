/** What to paste on a host for each thing that is done there. Names that come from files are quoted for the shell. */
import { shellWord } from '../bytes/shell-word.ts';
import { atLeast, type Release } from '../libreswan/release.ts';
import type { FilePlace } from '../render/rendered-file.ts';

/** What of a host the commands name. */
export interface CommandHost {
  readonly name: string;
  readonly release: Release;
  /** The folder of its NSS database. */
  readonly nss: string;
  /** The files of its packet filter, and the unit that loads them at boot. */
  readonly filterFiles: readonly FilePlace[];
  /** The name of its conn file, without ending. */
  readonly confName: string;
  /** Names of the policy groups that it has a file for. */
  readonly groups: readonly string[];
  /** Those that it has in between, while none insists. */
  readonly softGroups: readonly string[];
}

/** The two trees that a plan comes with: what hosts have on the way, and in the end. */
export type StageTree = 'between' | 'after';

/** The host's folder in a tree, as the commands name it. */
function folderOf({ name }: CommandHost, tree: StageTree): string {
  return `${tree}/${shellWord(name)}`;
}

/** Puts the host's conns and groups of a tree into their places. */
export function placeFiles(host: CommandHost, tree: StageTree): readonly string[] {
  const paths = [confPath(host), ...(tree === 'between' ? host.softGroups : host.groups).map(groupPath)];
  return paths.map((path) => `install -m 0644 ${folderOf(host, tree)}/${path} /${path}`);
}

/** Puts the host's pre-shared keys into their place. */
export function placeSecrets(host: CommandHost): string {
  const path = `etc/ipsec.d/${shellWord(host.confName)}.secrets`;
  return `install -m 0600 ${folderOf(host, 'after')}/${path} /${path}`;
}

/** Imports the host's certificate and key. */
export function importCertificate(host: CommandHost): string {
  return `sh ${folderOf(host, 'after')}/import-certificate.sh`;
}

/** Takes the host's conns and groups away. */
export function removeFiles(host: CommandHost): string {
  const groups = [...new Set([...host.groups, ...host.softGroups])];
  return `rm -f ${[confPath(host), ...groups.map(groupPath)].map((path) => `/${path}`).join(' ')}`;
}

/** Takes the groups away that a host has in between alone. */
export function removeSoftGroups({ groups, softGroups }: CommandHost): readonly string[] {
  const left = softGroups.filter((group) => !groups.includes(group));
  return [...auto('delete', left), ...left.map((group) => `rm -f /${groupPath(group)}`)];
}

function confPath({ confName }: CommandHost): string {
  return `etc/ipsec.d/${shellWord(confName)}.conf`;
}

function groupPath(group: string): string {
  return `etc/ipsec.d/policies/${shellWord(group)}`;
}

/** Starts pluto where it does not run; what it then loads is only added. */
export const startPluto = 'systemctl start ipsec';

/** `ipsec auto` is the spelling of all releases; from 5.0 `ipsec add` and the like do the same. */
export function auto(
  verb: 'add' | 'replace' | 'up' | 'route' | 'unroute' | 'down' | 'delete',
  conns: readonly string[],
): readonly string[] {
  return conns.map((conn) => `ipsec auto --${verb} ${shellWord(conn)}`);
}

/** Reads the certificates of the database again, without touching an SA; before 4.0 only a restart does. */
export function rereadCertificates({ release }: CommandHost): string {
  return atLeast(release, '4.0') ? 'ipsec whack --rereadcerts' : 'systemctl restart ipsec';
}

/** Loads the packet filter from the files of a tree. */
export function loadFilter(host: CommandHost, tree: StageTree): readonly string[] {
  return filterScripts(host).map(
    (path) => `${path.endsWith('.nft') ? 'nft -f' : 'sh'} ${folderOf(host, tree)}/${path}`,
  );
}

/** What loads the packet filter: of its files those that are run. */
export function filterScripts({ filterFiles }: CommandHost): readonly string[] {
  return filterFiles.map(({ path }) => path).filter((path) => /^firewall\/(?:.*\.sh|nftables\.nft)$/.test(path));
}

/** Has the packet filter of a tree loaded at boot; firewalld does that by itself, and has no unit. */
export function filterAtBoot(host: CommandHost, tree: StageTree): readonly string[] {
  const units = filterUnits(host);
  if (units.length === 0) return [];
  return [
    ...host.filterFiles.map(
      ({ path, target, mode }) => `install -D -m ${mode} ${folderOf(host, tree)}/${path} ${target}`,
    ),
    'systemctl daemon-reload',
    `systemctl enable ${units.join(' ')}`,
  ];
}

/** The units that load the packet filter at boot. */
export function filterUnits({ filterFiles }: CommandHost): readonly string[] {
  return filterFiles.flatMap(({ path }) => /^etc\/systemd\/system\/(.*)$/.exec(path)?.[1] ?? []);
}
