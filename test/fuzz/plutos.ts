/** What the random comparisons with running plutos share: their network and certificates, lines that they can be asked about. */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fateOf, lookupKeyword } from '../../src/libreswan/keyword/keyword.ts';
import { connsAtStart } from '../support/conns-at-start.ts';
import type { AskedRelease, PlutoOptions } from '../support/pluto.ts';

/** Features of this machine's kernel, and of the build; Debian's 4.10 refuses IKEv1, which the release as published takes. */
const machine =
  /NLMSG_ERROR|not supported by the kernel|CONFIG_XFRM_INTERFACE|not compiled in|unsupported; ignored|EDDSA not supported|xauthby=pam|Labeled IPsec not supported|ml_kem_\w+' is not/;

/** Whether the machine explains what a pluto said. 4.3 keeps the pools of conns that were taken out. */
export function isMachine(said: string, release: AskedRelease): boolean {
  if (release === '4.10' && said.includes('global ikev1-policy does not')) return true;
  return machine.test(said) || (release === '4.3' && said.includes('INEXACTLY OVERLAPS'));
}

export const network: PlutoOptions = {
  addresses: ['192.0.2.1/24', '2001:db8::1/64'],
  routes: ['default via 192.0.2.254', 'default via 2001:db8::fe'],
  nss: certificates,
};

/** Lines with a keyword that the release knows and that do not lose the file by themselves. */
export function keeper(release: AskedRelease): (line: string) => boolean {
  const known = new Map<string, boolean>();
  return (line) => {
    const answer = known.get(line) ?? isKept(line, release);
    known.set(line, answer);
    return answer;
  };
}

function isKept(line: string, release: AskedRelease): boolean {
  const found = lookupKeyword('conn', line.slice(0, line.indexOf('=')), release);
  if (found === undefined || fateOf(found.row, release) === 'unknown') return false;
  // What 4.3 makes of these is not always the same.
  if (release === '4.3' && found.row.name === 'subnets') return false;
  const rest = 'conn b\n\tleft=192.0.2.1\n\tright=192.0.2.2\n\tauto=add\n';
  return connsAtStart({ text: `conn a\n\t${line}\n${rest}` }, release).includes('b');
}

/** The certificates `ca`, `host1` (RSA) and `ec1` (P-256). */
function certificates(folder: string): void {
  const password = join(folder, 'password');
  const noise = join(folder, 'noise');
  writeFileSync(password, '');
  writeFileSync(noise, 'noise'.repeat(1000));
  const make = (input: string, ...words: readonly string[]): void => {
    const all = ['-S', '-d', `sql:${folder}`, '-f', password, '-z', noise, '-v', '120', ...words];
    const { status, stderr } = spawnSync('certutil', all, { input, encoding: 'utf8' });
    if (status !== 0) throw new Error(`certutil: ${stderr}`);
  };
  make('y\n\ny\n', '-x', '-n', 'ca', '-s', 'CN=Example CA,O=Example', '-t', 'CT,,', '-2', '-m', '1');
  make('', '-n', 'host1', '-c', 'ca', '-s', 'CN=host1,O=Example', '-t', 'u,u,u', '-m', '2', '-8', 'host1.example.net');
  make('', '-n', 'ec1', '-c', 'ca', '-k', 'ec', '-q', 'nistp256', '-s', 'CN=ec1,O=Example', '-t', 'u,u,u', '-m', '3');
}
