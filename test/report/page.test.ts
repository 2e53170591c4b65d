import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PicturePair } from '../../src/graph/pairs.ts';
import { rangesOf } from '../../src/report/html/hosts-section.ts';
import { printPage } from '../../src/report/html/print-page.ts';
import { hostilePage, pageSample } from './page-samples.ts';

/** The element names of a page, in their order. */
function elements(page: string): readonly string[] {
  return [...page.replace(/<(style|script)[^>]*>[\s\S]*?<\/\1>/g, '<$1>').matchAll(/<([a-z!][a-z0-9]*)/g)].map(
    ([, name = '']) => name,
  );
}

describe('the page of a verification', () => {
  test('has a policy that allows its own style and script by their digests, and nothing else', () => {
    const page = printPage(pageSample(3));
    const [, policy = ''] = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page) ?? [];
    const digest = (text = ''): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
    const [, style] = /<style>([\s\S]*?)<\/style>/.exec(page) ?? [];
    const [, script] = /<script>([\s\S]*?)<\/script>/.exec(page) ?? [];
    expect(policy.split('; ')).toEqual([
      "default-src 'none'",
      `style-src ${digest(style)}`,
      `script-src ${digest(script)}`,
      "base-uri 'none'",
      "form-action 'none'",
    ]);
    expect(page).not.toMatch(/(?:src|href)="(?!#)/);
    expect(page).not.toMatch(/ (?:style|on[a-z]+)="/);
  });

  test('has the same elements whatever hosts are called', () => {
    const plain = elements(printPage(pageSample(12)));
    expect(elements(printPage(hostilePage())).filter((name) => name !== 'title')).toEqual(
      plain.filter((name) => name !== 'title'),
    );
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 8 }), { minLength: 12, maxLength: 12 }), (names) => {
        const page = printPage(
          pageSample(
            12,
            names.map((name, i) => `${i}${name}`),
          ),
        );
        expect(elements(page).filter((name) => name !== 'title')).toEqual(plain.filter((name) => name !== 'title'));
        expect(page).not.toMatch(/[^\n\P{Cc}]|[\p{Cf}\u2028\u2029]/u);
      }),
      { numRuns: 10 },
    );
  });

  test('of 1,000 hosts is smaller than 3 MB, also where every pair is faulty in its own way', () => {
    const source = pageSample(1000);
    const { hosts } = source.pairs;
    const words = ['broken', 'one-sided', 'unknown'] as const;
    const pairs = hosts.flatMap(({ name }, a) =>
      hosts.slice(a + 1).map((other, i): PicturePair => {
        const kind = (a * 7 + i * 13) % 11;
        return { pair: [name, other.name], state: words[kind % 3] ?? 'broken', reason: `ipv4: reason-${kind}` };
      }),
    );
    const page = printPage({ ...source, pairs: { ...source.pairs, pairs } });
    expect(page.length).toBeLessThan(3_000_000);
    expect(page).toContain('"isCut":true');
    expect(printPage(source)).toContain('"isCut":false');
  });

  test('of hosts of which nothing is known needs a line a host', () => {
    const source = pageSample(200);
    const { hosts } = source.pairs;
    const pairs = hosts.flatMap(({ name }, a) =>
      hosts
        .slice(a + 1)
        .map((other): PicturePair => ({ pair: [name, other.name], state: 'unknown', reason: 'no-certificate' })),
    );
    const page = printPage({ ...source, findings: [], pairs: { ...source.pairs, pairs } });
    const [, data = ''] = /id="data">(.*)<\/script>/.exec(page) ?? [];
    expect((JSON.parse(data) as { rows: unknown[] }).rows).toHaveLength(199);
  });
});

test.each([
  [[], ''],
  [[4], '4'],
  [[3, 1, 2, 7, 9, 8], '1-3,7-9'],
])('the numbers %j are the ranges %j', (numbers, ranges) => {
  expect(rangesOf(numbers)).toBe(ranges);
});
