/**
 * Random configurations beside running plutos. `npm run fuzz -- --minutes N` goes on for N minutes, `SWANMESH_LONG=1` asks about
 * 20,000 conns a release; what a release and we disagree about is made small and printed as a row for `test/corpus`.
 */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fateOf, lookupKeyword } from '../../src/libreswan/keyword/keyword.ts';
import { plutoDocument } from '../arbitraries/pluto-document.ts';
import { connsAtStart } from '../support/conns-at-start.ts';
import { type AskedRelease, askedReleases, describeWithAsked, type Pluto } from '../support/pluto.ts';
import { type Loaded, loadEach } from '../support/pluto-loads.ts';
import { budget } from './budget.ts';

const { until, count, seed } = budget({ usual: 240, long: 20_000, shares: 10 });
const connsEach = 12;

/** What the machine explains: features of its kernel and of the build. */
const machine =
  /NLMSG_ERROR|not supported by the kernel|CONFIG_XFRM_INTERFACE|not compiled in|unsupported; ignored|EDDSA not supported|xauthby=pam|Labeled IPsec not supported|ml_kem_\w+' is not/;

const network = {
  addresses: ['192.0.2.1/24', '2001:db8::1/64'],
  routes: ['default via 192.0.2.254', 'default via 2001:db8::fe'],
  nss: certificates,
};

describeWithAsked(askedReleases, 'has the conns that we say', network, (pluto, release) => {
  test(`of random configurations (seed ${seed})`, { timeout: 7_200_000 }, () => {
    const keeps = keeper(release);
    const rows = new Map<string, string>();
    let asked = 0;
    for (let batch = 0; asked < count || Date.now() < until; batch += 1) {
      const numRuns = Math.min(100, Math.ceil(Math.max(count - asked, connsEach) / connsEach));
      const texts = fc.sample(plutoDocument(keeps), { numRuns, seed: seed + batch });
      const answers = loadEach(
        pluto(),
        texts.map((text) => ({ text })),
      );
      answers.forEach((answer, i) => {
        if (!answer.alive) return;
        for (const name of disagreements(texts[i] ?? '', answer, release)) {
          const text = connOf(texts[i] ?? '', name);
          const row = smallest(pluto(), text, release);
          if (row !== undefined) rows.set(row, text);
        }
      });
      asked += numRuns * connsEach;
    }
    expect([...rows.keys()], `${asked} conns were asked about`).toEqual([]);
  });
});

/** Lines with a keyword that the release knows and that do not lose the file by themselves. */
function keeper(release: AskedRelease): (line: string) => boolean {
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
  // Without a subnet of the other end 4.3 reads memory that nobody has filled.
  if (release === '4.3' && found.row.name === 'subnets') return false;
  const rest = 'conn b\n\tleft=192.0.2.1\n\tright=192.0.2.2\n\tauto=add\n';
  return connsAtStart({ text: `conn a\n\t${line}\n${rest}` }, release).includes('b');
}

function disagreements(text: string, { conns, said }: Loaded, release: AskedRelease): readonly string[] {
  const ours = new Set(connsAtStart({ text }, release));
  const names = [...text.matchAll(/^conn (\S+)/gm)].flatMap(([, name]) => name ?? []);
  return names.filter((name) => ours.has(name) !== conns.includes(name) && !isExplained(said, name, release));
}

function isExplained(said: string, name: string, release: AskedRelease): boolean {
  const own = said.split('\n').filter((line) => line.includes(`"${name}"`) || line.includes(`"${name}/`));
  // Debian's 4.10 refuses IKEv1, which the release as published takes.
  return own.some(
    (line) => machine.test(line) || (release === '4.10' && line.includes('global ikev1-policy does not')),
  );
}

function connOf(text: string, name: string): string {
  return text.split(/\n(?=conn )/).find((part) => part.startsWith(`conn ${name}\n`)) ?? '';
}

/** The conn with every line taken out that does not matter, as a row; `undefined` where it agrees by itself. */
function smallest(pluto: Pluto, conn: string, release: AskedRelease): string | undefined {
  const differs = (text: string): boolean => {
    const [answer] = loadEach(pluto, [{ text }]);
    return answer?.alive === true && disagreements(text, answer, release).length > 0;
  };
  let text = conn.endsWith('\n') ? conn : `${conn}\n`;
  if (!differs(text)) return undefined;
  for (const line of text.split('\n').slice(1)) {
    const less = text.replace(`${line}\n`, '');
    if (line !== '' && !/^\t(?:left|right)=/.test(line) && differs(less)) text = less;
  }
  const ours = connsAtStart({ text }, release);
  const real = loadEach(pluto, [{ text }])[0]?.conns;
  return JSON.stringify({ text, loaded: { [release]: real }, ours });
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
