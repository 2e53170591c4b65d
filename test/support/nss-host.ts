import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Outcome } from './debian/release-tools.ts';

/** A folder with certificates, NSS databases and programs of its own, for trying what is run on a host. */
export interface NssHost {
  readonly folder: string;
  readonly path: (name: string) => string;
  /** Runs a program with the folder as working directory; its own `bin` comes first on the PATH. */
  readonly run: (program: string, ...args: readonly string[]) => Outcome;
  /** Writes an executable into `bin`. */
  readonly program: (name: string, script: string) => void;
  readonly write: (name: string, content: string) => void;
  /** Makes NAME.key, or takes an existing key under another name. */
  readonly key: (name: string, options?: { readonly algorithm?: string }) => void;
  /** Makes NAME.crt for NAME.key or the key that is named, signed by ca.key; `ca` itself is self-signed. */
  readonly certificate: (
    name: string,
    subject: string,
    options?: { readonly key?: string; readonly days?: number },
  ) => void;
  /** Nicknames of a database with their trust, as `certutil -L` lists them. */
  readonly nicknames: (database: string) => Readonly<Record<string, string>>;
  /** SHA-256 fingerprints of the certificates under a nickname. */
  readonly fingerprints: (database: string, nickname: string) => readonly string[];
  readonly fingerprint: (name: string) => string;
  /** A digest of all that a database holds, byte by byte. */
  readonly digest: (database: string) => string;
  readonly remove: () => void;
}

/** Makes the folder; it is the caller's to remove. The certificates' keys are P-256, which is quick. */
export function nssHost(): NssHost {
  const folder = mkdtempSync(join(tmpdir(), 'swanmesh-nss-'));
  const path = (name: string): string => join(folder, name);
  for (const name of ['bin', 'tmp']) mkdirSync(path(name));
  const run: NssHost['run'] = (program, ...args) => {
    const { status, signal, stdout, stderr } = spawnSync(program, args, {
      cwd: folder,
      encoding: 'utf8',
      input: '',
      timeout: 30_000,
      env: { PATH: `${path('bin')}:${process.env.PATH}:/usr/sbin:/sbin`, TMPDIR: path('tmp'), HOME: folder },
    });
    return { status: status ?? (signal === null ? -1 : -2), stdout: stdout ?? '', stderr: stderr ?? '' };
  };
  const must: NssHost['run'] = (program, ...args) => {
    const outcome = run(program, ...args);
    if (outcome.status !== 0) throw new Error(`${program} ${args.join(' ')}: ${outcome.stdout}${outcome.stderr}`);
    return outcome;
  };
  const write: NssHost['write'] = (name, content) => writeFileSync(path(name), content);
  const prints = (pem: string): readonly string[] =>
    [...pem.matchAll(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g)].map(([block]) =>
      createHash('sha256')
        .update(Buffer.from(block.replace(/-----[^-]+-----|\s/g, ''), 'base64'))
        .digest('hex'),
    );
  return {
    folder,
    path,
    run,
    write,
    program: (name, script) => {
      write(`bin/${name}`, script);
      chmodSync(path(`bin/${name}`), 0o755);
    },
    key: (name, { algorithm = 'EC' } = {}) => {
      const curve =
        algorithm === 'EC' ? ['-pkeyopt', 'ec_paramgen_curve:P-256', '-pkeyopt', 'ec_param_enc:named_curve'] : [];
      must('openssl', 'genpkey', '-algorithm', algorithm, ...curve, '-out', `${name}.key`);
    },
    certificate: (name, subject, { key = name, days = 30 } = {}) => {
      const validity = ['-days', `${days}`, '-out', `${name}.crt`];
      if (name === 'ca') {
        must('openssl', 'req', '-x509', '-new', '-key', 'ca.key', '-subj', subject, ...validity);
        return;
      }
      must('openssl', 'req', '-new', '-key', `${key}.key`, '-subj', subject, '-out', `${name}.csr`);
      const signer = ['-CA', 'ca.crt', '-CAkey', 'ca.key', '-CAcreateserial'];
      must('openssl', 'x509', '-req', '-in', `${name}.csr`, ...signer, ...validity);
    },
    nicknames: (database) => {
      const { stdout } = must('certutil', '-L', '-d', `sql:${database}`);
      const rows = stdout.split('\n').flatMap((line) => {
        const [, nickname, trust] = /^(\S.*?)\s+([A-Za-z]*,[A-Za-z]*,[A-Za-z]*)\s*$/.exec(line) ?? [];
        return nickname === undefined || trust === undefined || trust.startsWith('SSL') ? [] : [[nickname, trust]];
      });
      return Object.fromEntries(rows);
    },
    fingerprints: (database, nickname) =>
      prints(must('certutil', '-L', '-d', `sql:${database}`, '-n', nickname, '-a').stdout),
    fingerprint: (name) => prints(readFileSync(path(`${name}.crt`), 'utf8'))[0] ?? '',
    digest: (database) => {
      const hash = createHash('sha256');
      for (const file of ['cert9.db', 'key4.db', 'pkcs11.txt']) {
        const name = join(path(database), file);
        hash.update(existsSync(name) ? readFileSync(name) : 'none');
      }
      return hash.digest('hex');
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
