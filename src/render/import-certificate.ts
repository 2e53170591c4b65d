/** The script that brings a host's certificate into its NSS database under the nickname that its configuration names. */
import type { NssNickname } from '../libreswan/identity/leftcert.ts';
import { nssDirectory } from '../libreswan/nss-directory.ts';
import type { Platform } from '../libreswan/platform.ts';
import type { ReleaseRange } from '../libreswan/release.ts';
import { importCertificate } from './import-certificate.sh.ts';
import { goOnWith, shellValues } from './shell.ts';

/** Where a host itself has the PEM files of its certificate. */
export interface OnHost {
  readonly certificate?: string | undefined;
  readonly key?: string | undefined;
  readonly authority?: string | undefined;
}

/** The values in which the scripts of two hosts differ. */
export interface ImportCertificate {
  readonly nickname: NssNickname;
  /** The files that are taken where the script is called without any. */
  readonly onHost?: OnHost;
  readonly platform: Platform;
  readonly releases: ReleaseRange;
}

/**
 * The text of `import-certificate.sh` as one file, a POSIX shell script: a head of quoted values, and a body that is the same
 * on every host. It tries the import in a scratch database first, backs up, imports, checks, and puts the database back on
 * any failure; on a second run it prints `unchanged`.
 *
 * @example importCertificateScript({ nickname: nicknameFor('a'), platform: 'rhel9', releases: releaseRange('4.15') })
 */
export function importCertificateScript(values: ImportCertificate): string {
  return `${head(values)}\n${importCertificate}`;
}

/** The host's own part of the same: it goes on with the body in the folder that hosts share. */
export function importCertificateCaller(values: ImportCertificate): string {
  return head(values) + goOnWith('import-certificate.sh');
}

function head({ nickname, onHost, platform, releases }: ImportCertificate): string {
  const values = shellValues([
    ['nickname', nickname],
    ['certificate', onHost?.certificate ?? ''],
    ['key', onHost?.key ?? ''],
    ['authority', onHost?.authority ?? ''],
    ['nssdir_default', nssDirectory(platform, releases) ?? ''],
  ]);
  return `#!/bin/sh\n# Imports this host's certificate into libreswan's NSS database. Written by swanmesh; --help says more.\n# shellcheck disable=SC1003,SC2016,SC2034 # the values are text, whatever they look like\nset -u\n${values}`;
}
