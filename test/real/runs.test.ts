import { expect, test } from 'vitest';
import type { RealCase } from './case.ts';
import { cases } from './cases/index.ts';
import { allRuns, fewRuns, longestFirst, releaseSets } from './runs.ts';

const usual = cases.filter(({ large }) => !large);
const groups = [...new Set(usual.map(({ group }) => group))];
const canSay = ({ releases = releaseSets }: RealCase): readonly string[] => releases;
const few = fewRuns(cases);

test('every case is run, and only on releases that can say it', () => {
  expect(new Set(few.map(({ real }) => real))).toEqual(new Set(cases));
  for (const { real, releases } of few) expect(canSay(real)).toContain(releases);
});

test('every group is run on every set of releases that one of its cases can say, by cases that are always run', () => {
  const often = few.filter(({ real }) => !real.large);
  for (const group of groups) {
    const possible = releaseSets.filter((set) =>
      usual.some((real) => real.group === group && canSay(real).includes(set)),
    );
    expect(new Set(often.filter(({ real }) => real.group === group).map(({ releases }) => releases))).toEqual(
      new Set(possible),
    );
  }
});

test('no case is run twice on the same releases, and none without need', () => {
  const names = few.map(({ real, releases }) => `${real.group}: ${real.name} (${releases})`);
  expect(new Set(names).size).toBe(names.length);
  for (const group of groups) {
    const own = usual.filter((real) => real.group === group).length;
    expect(few.filter(({ real }) => !real.large && real.group === group).length, group).toBeLessThanOrEqual(
      Math.max(own, releaseSets.length),
    );
  }
});

test('all runs are every case on every set that can say it', () => {
  expect(allRuns(cases).length).toBe(cases.reduce((sum, real) => sum + canSay(real).length, 0));
});

test('the longest first loses none', () => {
  const sorted = longestFirst(few);
  expect(new Set(sorted)).toEqual(new Set(few));
  expect(sorted.map(({ real }) => real.waits ?? 0)).toEqual(
    few.map(({ real }) => real.waits ?? 0).toSorted((one, other) => other - one),
  );
});
