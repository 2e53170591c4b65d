/** NSS databases in temporary folders, driven by the real programs of a Debian release. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Outcome, ReleaseTools } from './debian/release-tools.ts';

export interface NssDatabase {
  readonly folder: string;
  /** `pk12util -i FILE -W ""`. */
  readonly importPkcs12: (file: Uint8Array) => Outcome;
  /** The lines of `certutil -L`, without the heading. */
  readonly listing: () => readonly string[];
  /** The certificate under a nickname in DER. */
  readonly certificate: (nickname: string) => Outcome;
  /** Whether the private key of a nickname is there and signs. */
  readonly signs: (nickname: string) => boolean;
  readonly certutil: (...args: string[]) => Outcome;
}

/** Runs `body` with an empty database, which is removed afterwards. */
export function withNssDatabase<T>(tools: ReleaseTools, body: (database: NssDatabase) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'swanmesh-nss-'));
  const certutil = (...args: string[]): Outcome => tools.certutil([...args, '-d', `sql:${folder}`]);
  try {
    const made = certutil('-N', '--empty-password');
    if (made.status !== 0) throw new Error(`certutil -N: ${made.stderr}`);
    return body({
      folder,
      certutil,
      importPkcs12: (file) => {
        const path = join(folder, 'import.p12');
        writeFileSync(path, file, { mode: 0o600 });
        return tools.pk12util(['-i', path, '-d', `sql:${folder}`, '-W', '']);
      },
      listing: () => {
        const { stdout } = certutil('-L');
        return stdout
          .split('\n')
          .slice(4)
          .filter((line) => line !== '');
      },
      certificate: (nickname) => certutil('-L', '-n', nickname, '-a'),
      signs: (nickname) => {
        const seed = join(folder, 'noise');
        writeFileSync(seed, Buffer.alloc(64, 7));
        return certutil('-R', '-k', nickname, '-s', 'CN=x', '-o', join(folder, 'request'), '-z', seed).status === 0;
      },
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A line of `certutil -L`, which pads by bytes. */
export function listingLine(nickname: string, trust: string): string {
  const blanks = Math.max(0, 60 - Buffer.byteLength(nickname));
  return `${nickname}${' '.repeat(blanks)} ${trust.padEnd(5)}`;
}

/** Whether NSS accepts a certificate under a trusted authority for a usage, through libpkix as pluto calls it. */
export function nssAccepts(tools: ReleaseTools, usage: 'ipsec', host: string, authority: string): Outcome {
  return withNssDatabase(tools, ({ folder }) => {
    const [hostFile, authorityFile] = [join(folder, 'host.pem'), join(folder, 'ca.pem')];
    writeFileSync(hostFile, host);
    writeFileSync(authorityFile, authority);
    const usageNumber = { ipsec: '12' }[usage];
    const words = ['-p', '-p', '-u', usageNumber, '-d', `sql:${folder}`, '-a', hostFile, '-t', '-a', authorityFile];
    const [program, ...args] = tools.command('usr/bin/vfychain', words);
    const { status, stdout, stderr } = spawnSync(program, args, {
      encoding: 'utf8',
      env: { ...process.env, ...tools.env },
    });
    return { status: status ?? -1, stdout, stderr };
  });
}
