/** What to paste on a host for each thing that is done there. Names that come from files are quoted for the shell. */
import { shellWord } from '../bytes/shell-word.ts';
import { atLeast, type Release } from '../libreswan/release.ts';
import type { FilePlace } from '../render/rendered-file.ts';
import type { Certificate } from '../x509/certificate.ts';
import type { LeavingAuthority } from './host-changes.ts';

/** What of a host the commands name. */
export interface CommandHost {
  readonly name: string;
  readonly release: Release;
  /** The folder of its NSS database. */
  readonly nss: string;
  /** Every file that is rendered for it, with place and mode. */
  readonly files: readonly FilePlace[];
  /** Whether apply.sh has to be told which certificate to import: the inventory does not say where it is on the host. */
  readonly namesCertificate: boolean;
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

/** A step of `apply.sh`, in the order in which it does them. */
export type ApplyStep = 'certificate' | 'start' | 'files' | 'filter' | 'add' | 'up' | 'route' | 'enable';

/**
 * Has `apply.sh` of a tree do some of its steps, and keeps what it did. It observes that it worked, and puts everything back by
 * itself unless somebody can still log in and confirms. `--adopt`: conns that pluto lists are taken to be those of the file.
 */
export function applySteps(
  host: CommandHost,
  tree: StageTree,
  steps: readonly ApplyStep[],
  isAdopting = false,
): readonly string[] {
  const named = steps.includes('certificate') && host.namesCertificate ? ' --certificate CERT KEY CA' : '';
  return runApply(host, tree, `--steps ${steps.join(',')}${isAdopting ? ' --adopt' : ''}${named}`);
}

/** Has `apply.sh` of a tree take everything of the mesh off the host. */
export function removeMesh(host: CommandHost, tree: StageTree): readonly string[] {
  return runApply(host, tree, '--remove');
}

/** Has `apply.sh` of a tree undo what it did last. */
export function takeBack(host: CommandHost, tree: StageTree): string {
  return `sh ${folderOf(host, tree)}/apply.sh --back`;
}

function runApply(host: CommandHost, tree: StageTree, options: string): readonly string[] {
  const script = `sh ${folderOf(host, tree)}/apply.sh`;
  return [`${script} ${options}`, `${script} --confirm  # in a session of its own`];
}

/** Puts the host's conns and groups of a tree into their places, and loads none. */
export function placeFiles(host: CommandHost, tree: StageTree): readonly string[] {
  const groups = (tree === 'between' ? host.softGroups : host.groups).map(groupPath);
  return [confPath(host), ...groups].map((path) => install(host, tree, path));
}

/** Puts the host's pre-shared keys into their place. */
export function placeSecrets(host: CommandHost): readonly string[] {
  return host.files.filter(({ secret }) => secret).map(({ path }) => install(host, 'after', path));
}

function install(host: CommandHost, tree: StageTree, path: string): string {
  const place = host.files.find((file) => file.path === path);
  const { mode, target } = place ?? { mode: '0644', target: `/${path}` };
  return `install -o root -g root -m ${mode} ${folderOf(host, tree)}/${shellWord(path)} ${shellWord(target)}`;
}

/** Takes the host's conns and groups away. */
export function removeFiles(host: CommandHost): string {
  const groups = [...new Set([...host.groups, ...host.softGroups])];
  return `rm -f ${[confPath(host), ...groups.map(groupPath)].map((path) => shellWord(`/${path}`)).join(' ')}`;
}

/** Takes the groups away that a host has in between alone. */
export function removeSoftGroups({ groups, softGroups }: CommandHost): readonly string[] {
  const left = softGroups.filter((group) => !groups.includes(group));
  return [...auto('delete', left), ...left.map((group) => `rm -f ${shellWord(`/${groupPath(group)}`)}`)];
}

function confPath({ confName }: CommandHost): string {
  return `etc/ipsec.d/${confName}.conf`;
}

function groupPath(group: string): string {
  return `etc/ipsec.d/policies/${group}`;
}

/** `ipsec auto` is the spelling of all releases; from 5.0 `ipsec add` and the like do the same. */
export function auto(
  verb: 'add' | 'replace' | 'up' | 'route' | 'unroute' | 'down' | 'delete',
  conns: readonly string[],
): readonly string[] {
  return conns.map((conn) => `ipsec auto --${verb} ${shellWord(conn)}`);
}

/** The file of an authority beside the trees of a plan. */
export function authorityFile({ fingerprintSha256 }: Certificate): string {
  return `authorities/${fingerprintSha256.slice(0, 16)}.pem`;
}

/** Has the host trust another authority. */
export function trustAuthority({ nss }: CommandHost, authority: Certificate): string {
  const nickname = `authority-${authority.fingerprintSha256.slice(0, 16)}`;
  return `certutil -A -d sql:${shellWord(nss)} -n ${nickname} -t CT,, -a -i ${authorityFile(authority)}`;
}

/** Has the host trust an authority no longer. */
export function distrustAuthority({ nss }: CommandHost, { certificate, nickname }: LeavingAuthority): string {
  const remove = `certutil -D -d sql:${shellWord(nss)} -n`;
  return nickname === undefined
    ? `# remove the authority with SHA-256 ${certificate.fingerprintSha256} from the database: ${remove} NICKNAME`
    : `${remove} ${shellWord(nickname)}`;
}

/** Reads the certificates of the database again, without touching an SA; before 4.0 only a restart does. */
export function rereadCertificates({ release }: CommandHost): string {
  return atLeast(release, '4.0') ? 'ipsec whack --rereadcerts' : 'systemctl restart ipsec';
}

/** Whether the host has a packet filter of ours to load. */
export function hasFilter({ files }: CommandHost): boolean {
  return files.some(({ path }) => /^firewall\/(?:.*\.sh|nftables\.nft)$/.test(path));
}

/** The units that load the packet filter at boot; firewalld does that by itself, and has none. */
export function filterUnits({ files }: CommandHost): readonly string[] {
  return files.flatMap(({ path }) => /^etc\/systemd\/system\/(.*)$/.exec(path)?.[1] ?? []);
}
