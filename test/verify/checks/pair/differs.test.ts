import { describe, expect, test } from 'vitest';
import { type Case, found } from '../found.ts';
import { foundOnB, meshOf } from '../on-b.ts';

const path = 'etc/ipsec.d/openshift-cluster.conf';
const mesh = meshOf({ ipsec: { layout: 'flat' } });

describe('a conn is what the inventory plans', () => {
  test.each<[why: string, line: string, found: readonly string[]]>([
    ['in what each host may choose', 'dpddelay=99', []],
    ['in words for what counts anyway', 'pfs=yes', []],
    ['but for a promise that is kept otherwise', 'compress=yes', ['warning b: compress=yes']],
    ['but for what lets plaintext through', 'mark=1/0xff', ['error b: mark=1/0xff']],
    ['but for what nobody asked for', 'nic-offload=yes', ['warning b: nic-offload=yes']],
  ])('%s', (_, line, expected) => {
    const edit = (text: string) => text.replace(/^conn c\n/m, `conn c\n\t${line}\n`);
    expect(foundOnB('verify/differs', mesh(), path, edit)).toEqual(expected);
  });
});

describe('without a plan, both ends write alike what nobody else judges', () => {
  const cases: readonly Case[] = [
    ['neither writes it', {}, []],
    ['both do', { both: { compress: 'yes' } }, []],
    ['one does', { a: { compress: 'yes' } }, ['warning a: compress=yes (b: conn to-a)']],
    ['in words for the default', { a: { compress: 'no' } }, []],
    ['what each may choose is its own', { a: { dpddelay: '30' }, b: { dpddelay: '15' } }, []],
  ];
  test.each(cases)('%s', (_, change, expected) => {
    expect(found('verify/differs', change)).toEqual(expected);
  });
});
