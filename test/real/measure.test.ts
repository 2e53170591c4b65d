import { expect, test } from 'vitest';
import { pairRow } from './judge.ts';
import { spanOf, type Traffic, trafficBetween, verdictOf } from './measure.ts';
import type { Echo, Frame, FrameKind, Seen } from './scenario.ts';

const alpha = { name: 'alpha', addresses: ['172.16.0.11'] };
const beta = { name: 'beta', addresses: ['172.16.0.12'] };
const always = { from: 0, to: Number.POSITIVE_INFINITY };

function frame(kind: FrameKind, from = alpha, detail = ''): Frame {
  const to = from === alpha ? beta : alpha;
  return [1, from.name, kind, from.addresses[0] ?? '', to.addresses[0] ?? '', 100, detail];
}

function seen(answered: boolean, ...frames: readonly Frame[]): Seen {
  const echo: Echo = ['alpha', '172.16.0.12', 1, 84, answered ? 0.1 : null, null];
  return { problem: null, lost: 0, steps: [], echoes: [echo], frames, logs: {} };
}

const traffic = (answered: number, encrypted: Traffic['encrypted'], plain: Traffic['plain']): Traffic => ({
  asked: 1,
  answered,
  refusals: [],
  encrypted,
  plain,
});

test.each([
  ['esp', traffic(1, [1, 1], [0, 0])],
  ['clear', traffic(1, [0, 0], [1, 1])],
  ['closed', traffic(0, [0, 0], [0, 0])],
  ['closed', traffic(0, [1, 0], [0, 0])],
  // An answer over no wire, in one direction by ESP, or beside something readable: none of that is encrypted.
  ['plaintext', traffic(1, [0, 0], [0, 0])],
  ['plaintext', traffic(1, [1, 0], [0, 0])],
  ['plaintext', traffic(1, [1, 0], [0, 1])],
  ['plaintext', traffic(1, [1, 1], [1, 0])],
  ['plaintext', traffic(0, [0, 0], [1, 0])],
] as const)('the verdict is %s: %j', (verdict, measured) => {
  expect(verdictOf(measured)).toBe(verdict);
});

test('one readable frame in either direction refutes ESP', () => {
  const good = [frame('esp'), frame('esp', beta), frame('ike'), frame('arp'), frame('nd')];
  expect(pairRow(seen(true, ...good), alpha, beta, always, 'esp').holds).toBe(true);
  for (const kind of ['icmp', 'udp', 'tcp', 'other', 'fragment'] as const) {
    for (const from of [alpha, beta]) {
      expect(pairRow(seen(true, ...good, frame(kind, from)), alpha, beta, always, 'esp').holds, kind).toBe(false);
    }
  }
});

test('an echo that was not answered, or none at all, refutes ESP', () => {
  expect(pairRow(seen(false, frame('esp')), alpha, beta, always, 'esp').holds).toBe(false);
  expect(pairRow({ ...seen(true), echoes: [] }, alpha, beta, always, 'esp').holds).toBe(false);
  expect(pairRow({ ...seen(true), echoes: [] }, alpha, beta, always, 'closed').holds).toBe(false);
});

test('a later fragment is what its first one was', () => {
  expect(trafficBetween(seen(true, frame('fragment', alpha, 'esp')), alpha, beta, always).encrypted).toEqual([1, 0]);
  expect(trafficBetween(seen(true, frame('fragment', alpha, '17')), alpha, beta, always).plain).toEqual([1, 0]);
});

test('frames and echoes outside the span do not count', () => {
  const { asked, plain } = trafficBetween(seen(true, frame('icmp')), alpha, beta, { from: 2, to: 3 });
  expect([asked, ...plain]).toEqual([0, 0, 0]);
});

test('the span of a step has the answers that come late, and nothing of the requests that come next', () => {
  const step = (name: string, began: number, ended: number) => ({ name, host: null, began, ended });
  const echo = (at: number): Echo => ['alpha', '172.16.0.12', at, 84, 0.1, null];
  const steps = [step('one', 1, 2), step('two', 2.05, 3)];
  expect(spanOf({ ...seen(true), steps, echoes: [echo(1.1)] }, 'one')).toEqual({ from: 0.995, to: 2.2 });
  const { to } = spanOf({ ...seen(true), steps, echoes: [echo(1.1), echo(2.06), echo(2.1)] }, 'one');
  expect(to).toBeGreaterThan(2);
  expect(to).toBeLessThan(2.06);
  expect(() => spanOf(seen(true), 'three')).toThrow('no step three');
});
