import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { explore, type Model, wander } from '../../src/rollout/explore.ts';

/** Switches that may each be turned on, `bad` of them never at once. */
const switches = (
  count: number,
  bad: number,
  key = (state: readonly boolean[]) => state.join(),
): Model<readonly boolean[], number> => ({
  init: [Array(count).fill(false)],
  actions: (state) => state.flatMap((on, i) => (on ? [] : [i])),
  next: (state, action) => state.map((on, i) => on || i === action),
  key,
  properties: [
    {
      name: 'few',
      fault: (state) => (state.filter((on) => on).length >= bad ? `${bad} are on` : undefined),
    },
  ],
});

describe('a model checker', () => {
  test('looks at every state, each once', () => {
    for (const count of [1, 3, 6])
      expect(explore(switches(count, 99))).toEqual({ states: 2 ** count, complete: true, counterexamples: [] });
  });

  test('finds the shortest way to a fault, and every step of it leads there', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 6 }), (count, bad) => {
        const model = switches(count, bad);
        const [found] = explore(model).counterexamples;
        expect(found === undefined).toBe(bad > count);
        if (found === undefined) return;
        expect(found.path.length).toBe(bad);
        const [first] = model.init as readonly [readonly boolean[]];
        expect(found.path.reduce(model.next, first)).toEqual(found.state);
      }),
    );
  });

  test('takes states for one that are the same but for who is who', () => {
    const sorted = (state: readonly boolean[]): string => [...state].sort().join();
    expect(explore(switches(10, 99, sorted))).toMatchObject({ states: 11, complete: true });
  });

  test('gives up where there are too many, and says so', () => {
    expect(explore(switches(12, 99), 100)).toMatchObject({ states: 100, complete: false });
  });

  test('that wanders finds what is not rare, and never says that it has seen all', () => {
    let seed = 1;
    const numbers = (): number => {
      seed = (seed * 16807) % 2147483647;
      return seed / 2147483647;
    };
    const { complete, counterexamples } = wander(switches(8, 3), numbers, 5, 20);
    expect([complete, counterexamples[0]?.path.length]).toEqual([false, 3]);
  });
});
