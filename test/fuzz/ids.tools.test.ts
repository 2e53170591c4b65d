/** Random texts of `rightid=` beside the DER that running plutos make of them. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseIdentity } from '../../src/libreswan/identity/parse-identity.ts';
import { idText } from '../arbitraries/id-text.ts';
import { askedReleases, describeWithAsked } from '../support/pluto.ts';
import { readIds } from '../support/pluto-ids.ts';
import { budget } from './budget.ts';

const { until, count, seed } = budget({ usual: 150, long: 20_000, shares: 20 });
const network = { addresses: ['10.0.0.1/24'], debug: ['base'] };

describeWithAsked(askedReleases, 'reads the IDs that we say', network, (pluto, release) => {
  test(`of random texts (seed ${seed})`, { timeout: 7_200_000 }, () => {
    const wrong: string[] = [];
    let asked = 0;
    for (let batch = 0; asked < count || Date.now() < until; batch += 1) {
      const texts = fc.sample(idText, { numRuns: 150, seed: seed + batch });
      readIds(pluto(), texts).forEach(({ derHex }, i) => {
        const read = parseIdentity(texts[i] ?? '', release);
        const ours = read.kind === 'ok' && read.value.kind === 'dn' ? read.value.derHex : undefined;
        if (ours !== derHex) wrong.push(JSON.stringify({ text: texts[i], release, real: derHex, ours }));
      });
      asked += texts.length;
    }
    expect(wrong.slice(0, 20), `${wrong.length} of ${asked}`).toEqual([]);
  });
});
