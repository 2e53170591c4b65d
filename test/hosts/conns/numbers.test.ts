/** Lines, lists, arrangements and conns as numbers, held against the plain lists and tables that they stand for. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ConnRow, newConnTable, newPairIndex } from '../../../src/hosts/conns/conn-table.ts';
import { newLayouts } from '../../../src/hosts/conns/keyword-positions.ts';
import { newVocabulary, type Word } from '../../../src/hosts/conns/line-table.ts';
import { newMemo, newNumbering, newPacking } from '../../../src/hosts/conns/memo.ts';

const keywords = [
  'left',
  'right',
  'leftid',
  'rightid',
  'auto',
  'authby',
  'type',
  'mtu',
  'also',
  'nonsense',
  'plutodebug',
];
const written = fc.tuple(fc.constantFrom(...keywords), fc.constantFrom('a', 'b', 'add', '10.0.0.1'));
const lines = fc.array(written, { maxLength: 6 });

describe('lists of lines', () => {
  const setUp = () => {
    const vocabulary = newVocabulary();
    const wordOf = ([keyword, value]: readonly [string, string]): Word =>
      vocabulary.word('4.10', keyword, value, 'none');
    const listOf = (some: readonly (readonly [string, string])[]): number =>
      some.reduce((list, line) => vocabulary.append(list, wordOf(line)), 0);
    return { vocabulary, wordOf, listOf };
  };

  test('are the lines in their order, and one number for one list', () => {
    fc.assert(
      fc.property(lines, lines, (one, other) => {
        const { vocabulary, wordOf, listOf } = setUp();
        const [a, b] = [listOf(one), listOf(other)];
        expect(vocabulary.wordsOf(a)).toEqual(one.map(wordOf));
        expect(a === b).toBe(JSON.stringify(one) === JSON.stringify(other));
        expect(listOf(one)).toBe(a);
      }),
    );
  });

  test('joined are the lines of the first and then of the second', () => {
    fc.assert(
      fc.property(lines, lines, (one, other) => {
        const { vocabulary, wordOf, listOf } = setUp();
        const joined = vocabulary.join(listOf(one), listOf(other));
        expect(vocabulary.wordsOf(joined)).toEqual([...one, ...other].map(wordOf));
        expect(joined).toBe(listOf([...one, ...other]));
        expect(vocabulary.join(listOf(one), listOf(other))).toBe(joined);
      }),
    );
  });

  test('are apart where no keyword stands in both', () => {
    fc.assert(
      fc.property(lines, lines, (one, other) => {
        const { vocabulary, listOf } = setUp();
        const names = new Set(one.map(([keyword]) => keyword));
        const expected = !other.some(([keyword]) => names.has(keyword));
        expect(vocabulary.apart(listOf(one), listOf(other))).toBe(expected);
        expect(vocabulary.apart(listOf(one), listOf(other))).toBe(expected);
        expect(vocabulary.apart(listOf(other), listOf(one))).toBe(expected);
      }),
    );
  });

  test('have the last line of a keyword, and none of others', () => {
    fc.assert(
      fc.property(lines, (some) => {
        const { vocabulary, wordOf, listOf } = setUp();
        for (const keyword of keywords) {
          const last = some.findLast(([each]) => each === keyword);
          expect(vocabulary.find(listOf(some), keyword)).toBe(last === undefined ? undefined : wordOf(last));
        }
      }),
    );
  });
});

describe('a line', () => {
  test('is one word for each release and way of quoting', () => {
    const { word, byId } = newVocabulary();
    const one = word('4.10', 'leftid', 'a', 'none');
    expect(word('4.10', 'leftid', 'a', 'none')).toBe(one);
    expect(byId(one.id)).toBe(one);
    const others = [
      word('4.10', 'leftid', 'a', 'double'),
      word('5.2', 'leftid', 'a', 'none'),
      word('4.10', 'leftid', 'b', 'none'),
      word('4.10', 'rightid', 'a', 'none'),
    ];
    expect(new Set([one, ...others].map(({ id }) => id)).size).toBe(5);
    expect(others.map(({ id }) => byId(id))).toEqual(others);
  });

  test.each([
    ['left', '10.0.0.1', { name: 'left', group: 'left-address', meaning: '10.0.0.1', fate: { kind: 'taken' } }],
    ['right', '10.0.0.1', { name: 'right', group: 'right-address', fate: { kind: 'taken' } }],
    ['leftid', '@a', { name: 'leftid', group: 'left', meaning: '@a', fate: { kind: 'taken' } }],
    ['RightID', '@a', { name: 'rightid', group: 'right', fate: { kind: 'taken' } }],
    ['type', 'tunnel', { name: 'type', group: 'both', meaning: 'tunnel', fate: { kind: 'taken' } }],
    ['aggrmode', 'no', { name: 'aggressive', group: 'both', meaning: 'no', fate: { kind: 'taken' } }],
    ['also', 'b', { name: 'also', group: 'also', fate: { kind: 'taken' } }],
    ['keyingtries', 'x', { name: 'keyingtries', group: 'both', meaning: '0', fate: { kind: 'changed' } }],
    ['keylife', 'x', { name: 'salifetime', group: 'ignored', meaning: undefined, fate: { kind: 'ignored' } }],
    ['phase2', 'x', { name: 'phase2', group: 'ignored', meaning: undefined, fate: { kind: 'file-lost' } }],
    ['NonSense', 'x', { name: 'nonsense', group: 'ignored', meaning: undefined, fate: { kind: 'unknown' } }],
    ['protostack', 'xfrm', { name: 'protostack', group: 'ignored', fate: { kind: 'misplaced' } }],
    ['forceencaps', 'yes', { name: 'forceencaps', group: 'ignored', fate: { kind: 'obsolete' } }],
  ])('%s=%s', (keyword, value, expected) => {
    const vocabulary = newVocabulary();
    const word = vocabulary.word('4.10', keyword, value, 'none');
    expect(word).toMatchObject({ release: '4.10', keyword, value, ...expected });
    expect(vocabulary.textOf(word.nameId)).toBe(word.name);
  });

  test('each text has one number, the empty text 0', () => {
    const { text, textOf, texts } = newVocabulary();
    expect(text('')).toBe(0);
    const ids = ['a', 'b', 'a', 'c'].map(text);
    expect(ids).toEqual([1, 2, 1, 3]);
    expect(ids.map(textOf)).toEqual(['a', 'b', 'a', 'c']);
    expect(texts()).toBe(4);
  });
});

describe('arrangements of keywords', () => {
  /** High ones too, as keywords get that are met after many texts. */
  const nameIds = [1, 2, 3, 1025, 1026, 65537, 65538];
  const entries = fc.array(
    fc.tuple(fc.constantFrom(...nameIds), fc.integer({ min: 1, max: 1100 }), fc.integer({ min: 1, max: 70 })),
    {
      maxLength: 5,
    },
  );
  type Entries = readonly (readonly [number, number, number])[];
  const clipped = (some: Entries, below = 0) =>
    some.map(([nameId, line, column]) => ({
      nameId,
      below: Math.min(Math.min(line, 1023) + below, 1023),
      column: Math.min(column, 63),
    }));

  test('the position of a keyword with a high number is not found under another keyword', () => {
    const layouts = newLayouts();
    const first = layouts.append(0, 3, 1, 2);
    layouts.append(first, 5, 2, 2);
    const late = layouts.append(0, 5 + 1024, 2, 2);
    expect(layouts.find(late, 5)).toBeUndefined();
    expect(layouts.find(late, 5 + 1024)).toEqual({ nameId: 5 + 1024, below: 2, column: 2 });
  });

  test('joined positions hold the first place of each keyword, and whether one is repeated', () => {
    fc.assert(
      fc.property(entries, entries, fc.nat(1100), (one, other, below) => {
        const layouts = newLayouts();
        const layoutOf = (some: Entries): number =>
          some.reduce((layout, [nameId, line, column]) => layouts.append(layout, nameId, line, column), 0);
        const joined = layouts.join(layoutOf(one), layoutOf(other), below);
        expect(layouts.join(layoutOf(one), layoutOf(other), below)).toBe(joined);
        for (const [layout, all] of [
          [layoutOf(one), clipped(one)],
          [joined, [...clipped(one), ...clipped(other, below)]],
        ] as const) {
          for (const nameId of nameIds)
            expect(layouts.find(layout, nameId)).toEqual(all.find((entry) => entry.nameId === nameId));
          expect(layouts.repeats(layout)).toBe(new Set(all.map(({ nameId }) => nameId)).size < all.length);
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('tables', () => {
  test('keep a row as it was given, however many there are', () => {
    const table = newConnTable();
    const rowOf = (i: number): ConnRow => ({
      host: i,
      name: i + 1,
      file: i + 2,
      line: i + 3,
      layout: i + 4,
      others: i + 5,
      leftAddress: i + 6,
      rightAddress: i + 7,
      left: i + 8,
      right: i + 9,
      both: i + 10,
      lost: i + 11,
    });
    for (let i = 0; i < 2100; i += 1) expect(table.add(rowOf(i))).toBe(i);
    expect(table.size()).toBe(2100);
    for (const i of [0, 1, 1022, 1023, 1024, 1025, 2047, 2048, 2099]) {
      for (const [column, value] of Object.entries(rowOf(i))) expect(table.get(i, column as keyof ConnRow)).toBe(value);
    }
  });

  test('a table of pairs keeps the first row of each pair, like a map', () => {
    const pair = fc.tuple(fc.nat(20), fc.nat(20));
    fc.assert(
      fc.property(fc.array(pair, { maxLength: 60 }), pair, (pairs, asked) => {
        const index = newPairIndex(pairs.length);
        const model = new Map<string, number>();
        for (const [row, [a, b]] of pairs.entries()) {
          const first = model.get(`${a} ${b}`) ?? row;
          model.set(`${a} ${b}`, first);
          expect(index.put(a, b, row)).toBe(first);
        }
        expect(index.get(...asked)).toBe(model.get(asked.join(' ')) ?? -1);
        for (const [a, b] of pairs) expect(index.get(a, b)).toBe(model.get(`${a} ${b}`));
      }),
    );
  });

  test('a memo asks once for each pair of numbers', () => {
    const memo = newMemo<string>();
    const asked: string[] = [];
    const get = (a: number, b: number): string =>
      memo.get(a, b, () => {
        asked.push(`${a} ${b}`);
        return `${a} ${b}`;
      });
    for (const [a, b] of [
      [1, 2],
      [2, 1],
      [1, 2],
      [1, 3],
      [2, 1],
    ] as const)
      expect(get(a, b)).toBe(`${a} ${b}`);
    expect(asked).toEqual(['1 2', '2 1', '1 3']);
  });

  test('a counter numbers each pair of numbers once, from 1', () => {
    const { get } = newNumbering();
    expect([get(5, 6), get(6, 5), get(5, 6), get(5, 7)]).toEqual([1, 2, 1, 3]);
  });
});

test('packed keys: no two pairs of numbers share one, within the room and beyond it', () => {
  const number = fc.oneof(fc.nat(5), fc.nat(), fc.constantFrom(2 ** 20, 2 ** 40, 2 ** 53 - 1, -1));
  fc.assert(
    fc.property(fc.constantFrom(1, 2, 64, 2 ** 26), fc.array(fc.tuple(number, number)), (room, pairs) => {
      const packing = newPacking(room);
      const keys = new Map(pairs.map(([a, b]) => [`${a} ${b}`, packing.get(a, b)]));
      expect(new Set(keys.values()).size).toBe(keys.size);
      for (const [a, b] of pairs) expect(packing.get(a, b)).toBe(keys.get(`${a} ${b}`));
    }),
  );
});
