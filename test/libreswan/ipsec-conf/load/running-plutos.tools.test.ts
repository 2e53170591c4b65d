/** Every row of the corpus: the conns that running plutos had, and those that we say they have. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Release } from '../../../../src/libreswan/release.ts';
import { connsAtStart, explainedAtStart } from '../../../support/conns-at-start.ts';

interface Row {
  readonly id: string;
  readonly text: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly loaded: Readonly<Record<string, readonly string[]>>;
  /** The releases that loaded something and complained of something. */
  readonly complaints?: string;
}

const rows: readonly Row[] = readFileSync(new URL('../../../corpus/running-plutos.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line));

/** Where we deviate on purpose, and why. */
const deviations: Readonly<Record<string, string>> = {
  'inc27 5.3':
    'settings below an include in a conn count for a conn of the included file; we call them a fault of the file',
  'inc27 5.4': 'the same',
};

/** Where a release says something and we do not, and why. */
const unsaid: Readonly<Record<string, string>> = {
  inc10: 'a pattern in a folder that is not there: whether it is there, who follows the includes does not tell',
};

test.each(['4.10', '5.2', '5.3', '5.4'] as const)(
  'a running pluto %s has the conns that we say',
  (release: Release) => {
    const asked = rows.flatMap((row) => {
      const answer = Object.entries(row.loaded).find(([releases]) => releases.split(' ').includes(release));
      return answer === undefined ? [] : [{ row, real: answer[1] }];
    });
    const wrong = asked.flatMap(({ row, real }) => {
      const ours = connsAtStart(row, release);
      const isSame = ours.join(' ') === real.join(' ');
      const isKnown = deviations[`${row.id} ${release}`] !== undefined;
      return isSame === isKnown ? [{ id: row.id, text: row.text, ours, real }] : [];
    });
    expect(wrong, `${asked.length - wrong.length} of ${asked.length} rows agree`).toEqual([]);
    expect(asked.length).toBeGreaterThan(1350);
  },
);

test.each(['4.10', '5.2', '5.3', '5.4'] as const)(
  'what %s complains of, we have a finding about',
  (release: Release) => {
    const asked = rows.filter(({ complaints = '' }) => complaints.split(' ').includes(release));
    const silent = asked.filter((row) => explainedAtStart(row, release).findings.length === 0);
    expect(silent.flatMap(({ id, text }) => (unsaid[id] === undefined ? [{ id, text }] : []))).toEqual([]);
    expect(asked.length).toBeGreaterThan(80);
  },
);
