/**
 * What is left when an SA goes, by who ended it and how: what packets did on real plutos over real ESP, Debian's libreswan 4.10 and 5.2 on
 * Linux 6.1. H held, E encrypted, C readable, R refused, D ESP that nobody takes, C- readable and unanswered.
 */
import { describe, expect, test } from 'vitest';
import { type Case, type EndState, told } from './two-ends.ts';

const conn = (auto: string, life?: EndState['life']): EndState => ({
  conn: { auto },
  ...(life === undefined ? {} : { life }),
});
const stopped = (auto: string): EndState => ({ ...conn(auto), pluto: 'stopped' });
const by = (name: string) => ({ kind: 'ended', by: name }) as const;

/** Later packets, after what the first one asked for. */
const rows: readonly (readonly [why: string, of: Case, v410: string | undefined, v52: string | undefined])[] = [
  ['start and nobody', { a: conn('start') }, 'a>b C ; b>a C', 'a>b C ; b>a C'],
  [
    'both ondemand, deleted on a',
    { a: conn('ondemand', 'absent'), b: conn('ondemand'), sa: by('a') },
    'a>b C- ; b>a H',
    'a>b C- ; b>a R',
  ],
  [
    'both ondemand, deleted on both',
    { a: conn('ondemand', 'absent'), b: conn('ondemand', 'absent'), sa: by('a') },
    'a>b C ; b>a C',
    'a>b C ; b>a C',
  ],
  [
    'both ondemand, taken down on a',
    { a: conn('ondemand'), b: conn('ondemand'), sa: by('a') },
    'a>b E ; b>a E',
    'a>b E ; b>a E',
  ],
  [
    'both ondemand, taken down on a less than 30 s after the first packet',
    { a: conn('ondemand'), b: conn('ondemand'), sa: { ...by('a'), isYoung: true } },
    'a>b H ; b>a H',
    'a>b E ; b>a E',
  ],
  [
    'both ondemand, pluto of b killed, with a flush',
    { a: conn('ondemand'), b: stopped('ondemand'), sa: by('b') },
    'a>b H ; b>a C-',
    undefined,
  ],
  [
    'both ondemand, pluto of b killed, without',
    { a: conn('ondemand'), b: { ...conn('ondemand'), pluto: 'killed' }, sa: { kind: 'up' } },
    undefined,
    'a>b E ; b>a E',
  ],
  [
    'both ondemand, unrouted on a while it is up',
    { a: conn('ondemand', 'added'), b: conn('ondemand'), sa: { kind: 'up' } },
    undefined,
    'a>b E ; b>a E',
  ],
  [
    'start and add, deleted on b',
    { a: conn('start'), b: conn('add', 'absent'), sa: by('b') },
    'a>b H ; b>a C-',
    'a>b R ; b>a C-',
  ],
  [
    'start and add, deleted on both',
    { a: conn('start', 'absent'), b: conn('add', 'absent'), sa: by('b') },
    'a>b C ; b>a C',
    'a>b C ; b>a C',
  ],
  [
    'start and add, taken down on a',
    { a: conn('start'), b: conn('add'), sa: by('a') },
    'a>b E ; b>a E',
    'a>b C ; b>a C',
  ],
  ['start and add, a stopped', { a: stopped('start'), b: conn('add'), sa: by('a') }, 'a>b C- ; b>a H', 'a>b C ; b>a C'],
  [
    'start and add, b stopped',
    { a: conn('start'), b: stopped('add'), sa: by('b') },
    'a>b H ; b>a C-',
    'a>b R ; b>a C-',
  ],
  [
    'start and ondemand, b stopped',
    { a: conn('start'), b: stopped('ondemand'), sa: by('b') },
    'a>b H ; b>a C-',
    undefined,
  ],
  [
    'asked for in vain, and routed while pluto goes on asking: from 5.0 that is put off',
    { a: conn('add', 'routed'), sa: { kind: 'asking', by: 'a' } },
    'a>b H ; b>a C-',
    'a>b C ; b>a C',
  ],
  [
    'the other end lost its SA, and nobody noticed',
    { a: conn('ondemand'), b: { ...conn('add'), pluto: 'stopped' }, sa: { kind: 'up' } },
    'a>b D ; b>a C-',
    'a>b D ; b>a C-',
  ],
];

const later = (outcome: string): string =>
  outcome
    .split(' ; ')
    .map((way) => way.replace(/(^\S+ )[^→]*→ /, '$1'))
    .join(' ; ');

describe('packets between two hosts whose SA has gone', () => {
  for (const [why, of, v410, v52] of rows)
    for (const [release, outcome] of [
      ['4.10', v410],
      ['5.2', v52],
    ] as const)
      if (outcome !== undefined)
        test(`${release}: ${why}: ${outcome}`, () => {
          expect(later(told(release, of))).toBe(later(outcome));
        });
});
