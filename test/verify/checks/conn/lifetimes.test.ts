import { describe, expect, test } from 'vitest';
import { type Case, found } from '../found.ts';

describe('an SA lives longer than the time before its end at which it may be renewed', () => {
  const cases: readonly Case[] = [
    ['by default', {}, []],
    ['an hour', { a: { salifetime: '1h' } }, []],
    [
      '9 minutes and up to 9 more (rekeyfuzz is 100 % by default)',
      { a: { salifetime: '18m' } },
      ['warning a: salifetime=18m'],
    ],
    ['a second more', { a: { salifetime: '1081s' } }, []],
    ['of IKE as well', { a: { ikelifetime: '10m' } }, ['warning a: ikelifetime=10m']],
    [
      'both at once',
      { a: { salifetime: '1m', ikelifetime: '2m' } },
      ['warning a: ikelifetime=2m', 'warning a: salifetime=1m'],
    ],
    ['with less margin', { a: { salifetime: '18m', rekeymargin: '1m' } }, []],
    ['with less fuzz', { a: { salifetime: '18m', rekeyfuzz: '0%' } }, []],
    ['as long as the margin, without fuzz', { a: { salifetime: '9m', rekeyfuzz: '0%' } }, ['warning a: salifetime=9m']],
    ['a margin longer than the lives by default, once', { b: { rekeymargin: '8h' } }, ['warning b: rekeymargin=8h']],
    ['where nothing is renewed', { a: { salifetime: '1m', rekey: 'no' } }, []],
  ];
  test.each(cases)('%s', (_, change, expected) => {
    expect(found('verify/lifetimes', change)).toEqual(expected);
  });
});
