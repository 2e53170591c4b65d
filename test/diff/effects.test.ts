import { describe, expect, test } from 'vitest';
import { textAt } from '../../src/diagnostics/diagnostic.ts';
import { effectsOf } from '../../src/diff/effects.ts';

describe('what a difference means', () => {
  const effects = effectsOf('a', new Map([['to-b', 'b']]));
  const change = (name: string, keyword: string, from?: string, to?: string): string =>
    effects.change(name, [{ keyword, from, to }]);
  const apart = (keyword: string): string => `until both are updated a and b cannot talk (${keyword})`;
  const anew = 'takes effect when the conn is reloaded';
  const open = (keyword: string): string => `until the conn is reloaded a may send in clear (${keyword})`;

  test.each([
    ...[
      'left',
      'right',
      'leftid',
      'rightid',
      'leftcert',
      'leftsendcert',
      'rightca',
      'leftauth',
      'leftsubnet',
      'authby',
    ],
    ...['ikev2', 'keyexchange', 'type', 'ike', 'esp', 'ah', 'encapsulation', 'pfs', 'compress', 'esn', 'sha2-truncbug'],
    ...['hostaddrfamily', 'connaddrfamily', 'priority', 'mark', 'leftprotoport', 'phase2'],
  ])('of %s: the two have to go together', (keyword) => {
    expect(change('to-b', keyword, 'x', 'y')).toBe(apart(keyword));
    expect(change('g', keyword, 'x', 'y')).toBe(
      `until a is updated it does with the targets of g what is not planned (${keyword})`,
    );
  });

  test.each<[keyword: string, from: string | undefined, to: string | undefined, effect: string]>([
    ['auto', 'add', 'ondemand', open('auto')],
    ['auto', undefined, 'route', open('auto')],
    ['auto', 'ondemand', 'add', anew],
    ['auto', 'ondemand', undefined, anew],
    ['failureshunt', 'passthrough', undefined, open('failureshunt')],
    ['failureshunt', undefined, 'drop', open('failureshunt')],
    ['failureshunt', 'none', 'reject', anew],
    ['failureshunt', 'drop', 'passthrough', anew],
    ['negotiationshunt', 'passthrough', 'hold', open('negotiationshunt')],
    ['negotiationshunt', 'hold', 'drop', open('negotiationshunt')],
    ['dpdaction', 'drop', 'drop', anew],
    ['salifetime', '1h', '8h', anew],
    ['rekey', 'passthrough', 'drop', anew],
    ['xleft', 'x', 'y', anew],
  ])('of %s from %s to %s', (keyword, from, to, effect) => {
    expect(change('to-b', keyword, from, to)).toBe(effect);
  });

  test('of several changed keywords, those that cut the pair are named, or else those that let plaintext out', () => {
    const changes = ['salifetime', 'esp', 'auto', 'rightid'].map((keyword) => ({
      keyword,
      from: undefined,
      to: 'ondemand',
    }));
    expect(effects.change('to-b', changes)).toBe(apart('esp, rightid'));
    const [lifetime, , auto] = changes;
    expect(effects.change('to-b', [lifetime ?? never(), auto ?? never()])).toBe(open('auto'));
  });

  test('a conn that is added or removed: what stops until both hosts have it, or is lost', () => {
    const fault = { code: 'x/y', severity: 'error', message: 'bad line', at: textAt('f', 1, 2) } as never;
    const elsewhere = {
      code: 'x/y',
      severity: 'error',
      message: 'bad value',
      at: { kind: 'value', path: ['x'] },
    } as never;
    const loaded = (name: string, value?: string) =>
      ({ name, rightAddress: value === undefined ? undefined : { value } }) as never;
    expect([
      effects.add('to-b'),
      effects.add('to-b', fault),
      effects.add('g', elsewhere),
      effects.remove(loaded('to-b')),
      effects.remove(loaded('old', '10.0.0.9')),
      effects.remove(loaded('old')),
      effects.remove(loaded('g', '%opportunisticgroup')),
      effects.remove(loaded('old', '10.0.0.9'), fault),
    ]).toEqual([
      'until both have it a and b do not encrypt to one another',
      'the host does not load it now (f:1:2: bad line); until both have it a and b do not encrypt to one another',
      'the host does not load it now (bad value); until a is updated it does with the targets of g what its other groups say',
      'a no longer encrypts to b',
      'a no longer encrypts to 10.0.0.9',
      'a no longer encrypts to old',
      'a does with the targets of g what its other groups say',
      'the host does not load it now (f:1:2: bad line); nothing is lost',
    ]);
  });
});

function never(): never {
  throw new Error('a value was expected');
}
