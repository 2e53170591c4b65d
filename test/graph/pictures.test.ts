import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type PairState, type PicturePair, pairTable, shortNames } from '../../src/graph/pairs.ts';
import { pictureFormats, printPicture } from '../../src/graph/picture.ts';
import { pictures } from '../../src/graph/pictures/index.ts';
import { hostile, pairsSample, samples } from './samples.ts';

const all = samples().map((each) => [each.name, each] as const);

describe('a picture', () => {
  test.each(all)('of %s is the same text whenever it is drawn', (_, { picture, value }) => {
    for (const format of pictureFormats)
      expect(printPicture(picture, value, format)).toBe(printPicture(picture, value, format));
  });

  test.each(all)('of %s says what it shows in a title and a description', (_, { picture, value }) => {
    const svg = printPicture(picture, value, 'svg');
    expect(svg).toMatch(/role="img" aria-labelledby="sm-title sm-desc"/);
    expect(svg).toMatch(/<title id="sm-title">.+<\/title>/);
    expect(svg).toMatch(/<desc id="sm-desc">.{10,}<\/desc>/);
  });

  test('has no element, control character or direction that its input brought along', () => {
    const elements = /<(?!\?xml|\/|svg |title|desc|style>|defs>|pattern |rect |path |marker |text )/;
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' }), { minLength: 2, maxLength: 12 }), (names) => {
        for (const format of pictureFormats) {
          const text = printPicture(pictures.mesh, pairsSample(names.length, [...names, ...hostile]), format);
          expect(text).not.toMatch(/[^\n\P{Cc}]|[\p{Cf}\u2028\u2029\ufffe\uffff]/u);
          if (format === 'svg') expect(text).not.toMatch(elements);
        }
      }),
      { numRuns: 50 },
    );
  });
});

describe('a matrix', () => {
  test('of 2,000 hosts is small, whatever their pairs are', () => {
    const { hosts } = pairsSample(2000);
    const words: readonly PairState[] = ['broken', 'one-sided', 'unknown'];
    const pairs = hosts.slice(1).flatMap(({ name }, i): readonly PicturePair[] =>
      Array.from({ length: 40 }, (_, j) => ({
        pair: [hosts[(i * 37 + j * 53) % 2000]?.name ?? '', name],
        state: words[(i + j) % 3] ?? 'broken',
        reason: 'ipv4: unmatched-id',
      })),
    );
    const svg = printPicture(pictures.matrix, { title: 'lab', hosts, pairs, rest: 'consistent' }, 'svg');
    expect(svg.length).toBeLessThan(150_000);
  });

  test('of hosts that are all consistent has a run for each row and none for a single cell', () => {
    const { hosts } = pairsSample(30);
    const drawing = pictures.matrix.drawing({ title: 'lab', hosts, pairs: [], rest: 'consistent' });
    const cells = drawing.shapes.filter((shape) => shape.kind === 'cells' && shape.cell !== 16);
    const runs = drawing.shapes.flatMap((shape) => (shape.kind === 'cells' ? shape.runs : []));
    expect(runs.length).toBeLessThanOrEqual(2 * 30 + 1);
    expect(cells.length).toBeLessThanOrEqual(1);
  });

  test('shows the worst pair of a block', () => {
    const { hosts } = pairsSample(1000);
    const pairs: readonly PicturePair[] = [{ pair: [hosts[3]?.name ?? '', hosts[999]?.name ?? ''], state: 'broken' }];
    const drawing = pictures.matrix.drawing({ title: 'lab', hosts, pairs, rest: 'consistent' });
    const runs = drawing.shapes.flatMap((shape) =>
      shape.kind === 'cells' && shape.tone === 'bad' && shape.x > 100 ? shape.runs : [],
    );
    expect(runs).toEqual([
      [49, 0, 1],
      [0, 49, 1],
    ]);
  });
});

describe('the table of pairs', () => {
  const hosts = ['a', 'b', 'c'].map((name) => ({ name, addresses: [] }));
  const table = (pairs: readonly PicturePair[], rest: PairState = 'consistent') =>
    pairTable({ title: '', hosts, pairs, rest });

  test('keeps the worse of the two families of a pair, whichever comes first', () => {
    const good: PicturePair = { pair: ['a', 'b'], state: 'consistent' };
    const bad: PicturePair = { pair: ['b', 'a'], state: 'broken', reason: 'ipv6: unmatched-id' };
    for (const pairs of [
      [good, bad],
      [bad, good],
    ])
      expect([...table(pairs).faults()]).toEqual([{ a: 0, b: 1, state: 'broken', reason: 'ipv6: unmatched-id' }]);
  });

  test('counts every pair once, and passes over hosts that it does not know', () => {
    const { total } = table([{ pair: ['a', '10.0.0.9'], state: 'unknown' }], 'not-linked');
    expect([total('unknown'), total('not-linked')]).toEqual([0, 3]);
  });

  test('a pair that is listed is what the list says, also where all others are worse', () => {
    expect(table([{ pair: ['a', 'c'], state: 'planned' }], 'not-linked').stateAt(2, 0)).toBe('planned');
  });
});

test.each([
  [
    ['a.example.com', 'b.example.com'],
    ['a', 'b'],
  ],
  [
    ['a.x.example.com', 'b.y.example.com'],
    ['a.x', 'b.y'],
  ],
  [
    ['a', 'b.a'],
    ['a', 'b.a'],
  ],
  [['one.example.com'], ['one.example.com']],
  [
    ['a.b', 'b'],
    ['a.b', 'b'],
  ],
])('hosts %j are called %j among themselves', (names, short) => {
  expect(shortNames(names.map((name) => ({ name, addresses: [] })))).toEqual(short);
});
