/** What to paste on a host for each thing that is done there. Names that come from files are quoted for the shell. */
import { shellWord } from '../bytes/shell-word.ts';
import { atLeast, type Release } from '../libreswan/release.ts';

/** What of a host the commands name. */
export interface CommandHost {
  readonly name: string;
  readonly release: Release;
  /** The folder of its NSS database. */
  readonly nss: string;
  /** The scripts that load its packet filter, below its folder. */
  readonly filterScripts: readonly string[];
  readonly confName: string;
}

/** A folder of the plan's files of a stage, as the commands name it. */
export const filesOf = (stage: string, host: string): string => `${stage}/${host}`;

/** Puts the host's files of a stage into their places. */
export function placeFiles(
  { name, confName }: CommandHost,
  stage: 'between' | 'after',
  groups: readonly string[] = [],
): readonly string[] {
  const folder = filesOf(stage, shellWord(name));
  return [
    `install -m 0644 ${folder}/etc/ipsec.d/${shellWord(confName)}.conf /etc/ipsec.d/${shellWord(confName)}.conf`,
    ...groups.map(
      (group) =>
        `install -m 0644 ${folder}/etc/ipsec.d/policies/${shellWord(group)} /etc/ipsec.d/policies/${shellWord(group)}`,
    ),
  ];
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

/** Loads the packet filter from the files of a stage. */
export function loadFilter({ name, filterScripts }: CommandHost, stage: 'between' | 'after'): readonly string[] {
  return filterScripts.map((script) =>
    script.endsWith('.nft')
      ? `nft -f ${filesOf(stage, shellWord(name))}/${script}`
      : `sh ${filesOf(stage, shellWord(name))}/${script}`,
  );
}
