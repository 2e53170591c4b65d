/** When certificates end: the order, the authority's own end, margins for clocks. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readCertificate } from '../../src/x509/read-certificate.ts';
import { type OwnedCertificate, validityOf } from '../../src/x509/validity.ts';
import { certificate, constraints, int, name, pem } from '../support/der-writer.ts';
import { valueIn } from '../support/results.ts';

const now = new Date('2030-01-01T00:00:00Z');
const day = 86_400;
const at = (seconds: number): Date => new Date(now.getTime() + 1000 * seconds);

function made(
  owner: string,
  from: number,
  to: number,
  role: OwnedCertificate['role'] = 'host',
  serial = 1,
): OwnedCertificate {
  const subject = name(['CN', owner]);
  const parts = { serial: int(serial), notBefore: at(from), notAfter: at(to), subject };
  const own = role === 'host' ? parts : { ...parts, issuer: subject, extensions: [constraints(true)] };
  return { owner, role, certificate: valueIn(readCertificate(pem(certificate(own)))) };
}
const rows = (certificates: readonly OwnedCertificate[], within?: number) =>
  validityOf(certificates, { now, ...(within !== undefined && { within }) });
const codes = (certificates: readonly OwnedCertificate[], within?: number) =>
  rows(certificates, within).findings.map(({ code }) => code);

describe('the table', () => {
  test('has the next to end first, whatever the order of the input', () => {
    const all = [made('c', -day, 30 * day), made('a', -day, 10 * day), made('b', -day, 20 * day)];
    fc.assert(
      fc.property(fc.shuffledSubarray(all, { minLength: 3, maxLength: 3 }), (shuffled) => {
        expect(rows(shuffled).rows.map(({ owner }) => owner)).toEqual(['a', 'b', 'c']);
      }),
      { numRuns: 10 },
    );
  });

  test('counts seconds to the last one that is valid', () => {
    const [row] = rows([made('a', -day, 10 * day)]).rows;
    expect(row).toMatchObject({ secondsLeft: 10 * day, state: 'valid', until: at(10 * day) });
  });

  test('has an authority once, and a certificate once for each host that has it', () => {
    const ca = made('Mesh CA', -day, 99 * day, 'authority');
    const host = made('a', -day, 9 * day);
    expect(rows([ca, ca, host, host, { ...host, owner: 'b' }]).rows.map(({ owner }) => owner)).toEqual([
      'a',
      'b',
      'Mesh CA',
    ]);
  });
});

describe('what should be known', () => {
  test.each([
    { why: 'is valid', from: -day, to: 40 * day, within: 30 * day, found: [] },
    {
      why: 'ends within the time, to the second',
      from: -day,
      to: 30 * day,
      within: 30 * day,
      found: ['x509/expires-soon'],
    },
    { why: 'ends a second later', from: -day, to: 30 * day + 1, within: 30 * day, found: [] },
    { why: 'is valid in its last second, but hardly', from: -day, to: 0, found: ['x509/clock-margin'] },
    { why: 'has ended', from: -day, to: -1, found: ['x509/expired'] },
    { why: 'is still to come', from: 1, to: day, found: ['x509/not-yet-valid'] },
    { why: 'began just now', from: -299, to: day, found: ['x509/clock-margin'] },
    { why: 'began long enough ago', from: -300, to: 300, found: [] },
    { why: 'ends in a moment', from: -day, to: 299, found: ['x509/clock-margin'] },
  ])('it $why', ({ from, to, within, found }) => {
    expect(codes([made('a', from, to)], within)).toEqual(found);
  });

  test('a certificate that outlives its authority is accepted until that ends', () => {
    const ca = made('Mesh CA', -day, 5 * day, 'authority');
    const host = made('a', -day, 50 * day);
    expect(codes([host, ca], 7 * day)).toEqual(['x509/expires-soon', 'x509/outlives-authority', 'x509/expires-soon']);
    expect(rows([host, ca]).rows.map(({ until }) => until)).toEqual([at(5 * day), at(5 * day)]);
  });

  test('of two authorities of one name and key the later end counts', () => {
    const [old, renewed] = [
      made('Mesh CA', -day, 5 * day, 'authority'),
      made('Mesh CA', -day, 500 * day, 'authority', 2),
    ];
    expect(codes([made('a', -day, 50 * day), old, renewed])).toEqual([]);
  });
});
