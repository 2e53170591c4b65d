/**
 * Random configurations beside running plutos. `npm run fuzz -- --minutes N` goes on for N minutes, `SWANMESH_LONG=1` asks about
 * 20,000 conns a release; what a release and we disagree about is made small and printed as a row for `test/corpus`.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { plutoDocument } from '../arbitraries/pluto-document.ts';
import { connsAtStart } from '../support/conns-at-start.ts';
import { type AskedRelease, askedReleases, describeWithAsked, type Pluto } from '../support/pluto.ts';
import { type Loaded, loadEach } from '../support/pluto-loads.ts';
import { budget } from './budget.ts';
import { isMachine, keeper, network } from './plutos.ts';

const { until, count, seed } = budget({ usual: 240, long: 20_000, shares: 10 });
const connsEach = 12;

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

function disagreements(text: string, { conns, said }: Loaded, release: AskedRelease): readonly string[] {
  const ours = new Set(connsAtStart({ text }, release));
  const names = [...text.matchAll(/^conn (\S+)/gm)].flatMap(([, name]) => name ?? []);
  return names.filter((name) => ours.has(name) !== conns.includes(name) && !isExplained(said, name, release));
}

function isExplained(said: string, name: string, release: AskedRelease): boolean {
  const own = said.split('\n').filter((line) => line.includes(`"${name}"`) || line.includes(`"${name}/`));
  return isMachine(own.join('\n'), release);
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
