/** A host's NSS database while import-certificate.sh is killed, and while two of them import at once. */
import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, existsSync, readdirSync, watch } from 'node:fs';
import { nicknameFor } from '../../src/libreswan/identity/leftcert.ts';
import { releaseRange } from '../../src/libreswan/release.ts';
import { importCertificateScript } from '../../src/render/import-certificate.ts';
import { type NssHost, nssHost } from '../support/nss-host.ts';
import { type Counts, count, type Kind } from './kind.ts';

/** The programs that these kinds need. */
export const importTools: readonly string[] = ['openssl', 'certutil', 'pk12util', 'flock'];

interface Prepared {
  readonly host: NssHost;
  /** How long an import takes, in milliseconds. */
  readonly duration: number;
}

let made: Promise<Prepared> | undefined;

/** A host whose database `base` has a certificate of ours and one of somebody else, each with its key. */
function prepared(): Promise<Prepared> {
  made ??= prepare();
  return made;
}

async function prepare(): Promise<Prepared> {
  const host = nssHost();
  process.once('exit', () => host.remove());
  for (const name of ['ca', 'old', 'new', 'guest']) host.key(name);
  host.certificate('ca', '/OU=openshift/CN=node-signer');
  host.certificate('old', '/O=system:nodes/CN=system:node:node', { days: 10 });
  host.certificate('new', '/O=system:nodes/CN=system:node:node');
  host.certificate('guest', '/CN=guest');
  const options = { nickname: nicknameFor('node'), platform: 'rhel9', releases: releaseRange('4.10') } as const;
  host.write('import-certificate.sh', importCertificateScript(options));
  await ended(start(host, 'base', 'old'));
  const files = ['-in', 'guest.crt', '-inkey', 'guest.key', '-name', 'guest', '-passout', 'pass:', '-out', 'guest.p12'];
  host.run('openssl', 'pkcs12', '-export', ...files);
  host.run('pk12util', '-i', 'guest.p12', '-d', 'sql:base', '-W', '', '-K', '');
  cpSync(host.path('base'), host.path('timed'), { recursive: true });
  const began = performance.now();
  await ended(start(host, 'timed', 'new'));
  return { host, duration: performance.now() - began };
}

function start(host: NssHost, database: string, certificate: string): ChildProcess {
  const files = [`${certificate}.crt`, `${certificate}.key`, 'ca.crt'];
  return spawn('sh', ['import-certificate.sh', '--nssdir', database, ...files], {
    cwd: host.folder,
    detached: true,
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { PATH: process.env.PATH, TMPDIR: host.path('tmp'), HOME: host.folder },
  });
}

/** What it printed; `killed` where it was. */
async function ended(child: ChildProcess): Promise<string> {
  let text = '';
  child.stdout?.on('data', (data: Buffer) => {
    text += data.toString();
  });
  const status = await new Promise<number | null>((done) => child.once('exit', done));
  return status === null ? 'killed' : `${status} ${text.trim()}`;
}

/** What is wrong with a database that should have the guest's certificate and key, and ours. */
function faultIn(host: NssHost, database: string, certificates: readonly string[]): string | undefined {
  const keys = host.run('certutil', '-K', '-d', `sql:${database}`);
  if (keys.status !== 0) return `the keys cannot be listed: ${keys.stdout}${keys.stderr}`;
  const nicknames = host.nicknames(database);
  if (nicknames.guest !== 'u,u,u') return 'the guest has lost its certificate or key';
  if (nicknames.node !== 'u,u,u') return 'our certificate or key is gone';
  const [print, second] = host.fingerprints(database, 'node');
  if (second !== undefined) return 'there are two certificates of ours';
  if (!certificates.some((name) => host.fingerprint(name) === print)) return 'it is another certificate';
  const left = readdirSync(host.path(database)).filter((name) => name.startsWith('.import-certificate'));
  return left.length > 0 ? `${left.join(', ')} is left behind` : undefined;
}

let trials = 0;
const kills: Counts = new Map();

/** The script with all that it has started dies at once, or the script alone; half of the kills come at any moment, half while it writes. */
export const importKilled: Kind = {
  name: 'import-certificate.sh killed by SIGKILL',
  isSlow: true,
  counts: kills,
  trial: async (random, plant) => {
    const { host, duration } = await prepared();
    trials += 1;
    const database = `killed-${trials}`;
    cpSync(host.path('base'), host.path(database), { recursive: true });
    const child = start(host, database, 'new');
    const isAlone = random(2) === 0;
    const isWriting = random(2) === 0;
    const delay = random(Math.ceil(isWriting ? duration / 3 : duration));
    let timer: NodeJS.Timeout | undefined;
    const kill = (): void => {
      timer ??= setTimeout(() => process.kill(isAlone ? (child.pid ?? 0) : -(child.pid ?? 0), 'SIGKILL'), delay);
    };
    const watcher = watch(host.path(database), (_, name) => void (name?.startsWith('.import') === true && kill()));
    if (!isWriting) kill();
    const said = await ended(child);
    clearTimeout(timer);
    watcher.close();
    if (said === 'killed') count(kills, 'before its end');
    if (existsSync(host.path(`${database}/.import-certificate.backup`))) count(kills, 'while writing');
    const next = await ended(start(host, database, 'new'));
    if (plant) host.run('certutil', '-F', '-d', `sql:${database}`, '-n', 'guest');
    const fault = /^0 (imported|unchanged)$/.test(next) ? faultIn(host, database, ['new']) : `the next run: ${next}`;
    host.run('rm', '-rf', database);
    return fault;
  },
};

/** Each import waits for the other; what is there in the end is that of one of them. */
export const importRace: Kind = {
  name: 'two imports at once',
  isSlow: true,
  trial: async (random, plant) => {
    const { host, duration } = await prepared();
    trials += 1;
    const database = `race-${trials}`;
    cpSync(host.path('base'), host.path(database), { recursive: true });
    const one = ended(start(host, database, 'new'));
    await new Promise((done) => setTimeout(done, random(Math.ceil(duration / 4))));
    const other = ended(start(host, database, 'old'));
    const said = [await one, await other];
    if (plant) host.run('certutil', '-F', '-d', `sql:${database}`, '-n', 'guest');
    const fault = said.every((text) => /^0 (imported|unchanged)$/.test(text))
      ? faultIn(host, database, ['old', 'new'])
      : said.join('; ');
    host.run('rm', '-rf', database);
    return fault;
  },
};
