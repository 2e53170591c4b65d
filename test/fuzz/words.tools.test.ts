/**
 * What running plutos say of random conns, beside what we say: a complaint of theirs has a finding of ours, and where we say that
 * a release passes over a setting, it says so too. One conn for each configuration, since not every complaint names its conn.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { plutoConn } from '../arbitraries/pluto-document.ts';
import { connsAtStart, explainedAtStart } from '../support/conns-at-start.ts';
import { type AskedRelease, askedReleases, describeWithAsked } from '../support/pluto.ts';
import { type Loaded, loadEach } from '../support/pluto-loads.ts';
import { budget } from './budget.ts';
import { isMachine, keeper, network } from './plutos.ts';

const { until, count, seed } = budget({ usual: 150, long: 20_000, shares: 10 });

/** What informs, or depends on the addresses of the machine. */
const information =
  /added |add keyid |DNSSEC validation|netlink_|algorithms|listening|adding |forgetting|loading |terminating|using multiple|oriented|connection matches both|deleting|no local interface|loaded private key|^"c\d*"(?:\/\d+x\d+)?: *$|: {2,}\d+:(?:IKE|ESP|AH)=|initiating|proposals|but used keyingtries=0|addresspool .* exactly|^\|/i;

describeWithAsked(askedReleases, 'complains of what we say', network, (pluto, release) => {
  test(`of random conns (seed ${seed})`, { timeout: 7_200_000 }, () => {
    const keeps = keeper(release);
    const wrong: string[] = [];
    let asked = 0;
    for (let batch = 0; asked < count || Date.now() < until; batch += 1) {
      const conns = fc.sample(plutoConn, { numRuns: 150, seed: seed + batch });
      const texts = conns.map(
        (lines) =>
          `conn c\n${lines
            .filter(keeps)
            .map((line) => `\t${line}\n`)
            .join('')}`,
      );
      const answers = loadEach(
        pluto(),
        texts.map((text) => ({ text })),
      );
      answers.forEach((answer, i) => {
        const fault = disagreement(texts[i] ?? '', answer, release);
        if (fault !== undefined) wrong.push(fault);
      });
      asked += texts.length;
    }
    expect(wrong.slice(0, 20), `${wrong.length} of ${asked}`).toEqual([]);
  });
});

/** What a release and we do not agree about, for conns that it loads. */
function disagreement(text: string, { alive, conns, said }: Loaded, release: AskedRelease): string | undefined {
  if (!alive || conns.length === 0 || isMachine(said, release)) return undefined;
  if (connsAtStart({ text }, release).join() !== conns.join()) return undefined;
  const complaints = said.split('\n').filter((line) => line.trim() !== '' && !information.test(line));
  const { findings } = explainedAtStart({ text }, release);
  if (complaints.length > 0 && findings.length === 0) return JSON.stringify({ text, release, complaints });
  const surplus = findings.find(({ code, severity }) => code === 'libreswan/no-effect' && severity !== 'info');
  return complaints.length === 0 && surplus !== undefined
    ? JSON.stringify({ text, release, ours: surplus.message })
    : undefined;
}
