/** Parts of the verifier by themselves: keys by digest, groups of a host, what a difference means, the order of texts. */
import { describe, expect, test } from 'vitest';
import { textAt } from '../../src/diagnostic.ts';
import { policyIn } from '../../src/mesh/policy-for.ts';
import type { Address } from '../../src/net/address.ts';
import { effectsOf } from '../../src/verify/diff-effects.ts';
import { dropEchoes } from '../../src/verify/echoes.ts';
import type { HostEvidence } from '../../src/verify/evidence.ts';
import { readGroups } from '../../src/verify/groups.ts';
import { newLayouts } from '../../src/verify/layouts.ts';
import { nicknameOf } from '../../src/verify/nickname-of.ts';
import { compare } from '../../src/verify/proof.ts';
import { matcher, newHostReader } from '../../src/verify/read-host.ts';
import { readSharedKeys } from '../../src/verify/shared-keys.ts';
import { newVocabulary } from '../../src/verify/words.ts';

const evidenceOf = (files: Readonly<Record<string, string>>): HostEvidence => ({
  name: 'a',
  files: new Map(Object.entries(files)),
  show: (path) => `a/${path}`,
  release: '4.10',
  addresses: [],
  certificates: [],
  authorities: [],
});

describe('the pre-shared keys of a host', () => {
  const keysIn = (secrets: string, path = 'etc/ipsec.secrets') => readSharedKeys(evidenceOf({ [path]: secrets }));

  test.each(['etc/ipsec.secrets', 'etc/ipsec.d/mesh.secrets', 'etc/ipsec.d/.secrets'])('are read from %s', (path) => {
    expect(keysIn('10.0.0.1 10.0.0.2 : PSK "x"\n', path)?.find('10.0.0.1', '10.0.0.2')).toMatch(/^[0-9a-f]{32}$/);
  });

  test.each([
    'etc/ipsec.d/x/mesh.secrets',
    'etc/ipsec.d/mesh.secrets.bak',
    'xetc/ipsec.d/mesh.secrets',
    'etc/x/ipsec.secrets',
    'etc/ipsec.conf',
  ])('are not read from %s', (path) => {
    expect(keysIn('10.0.0.1 10.0.0.2 : PSK "x"\n', path)).toBeUndefined();
  });

  test('are those of the two IDs, whichever comes first, before those of one, before that of anybody', () => {
    const keys = keysIn(
      [
        ': PSK "anybody"',
        '10.0.0.2 : PSK "remote"',
        '10.0.0.1 : PSK "local"',
        '10.0.0.1 10.0.0.2 : PSK "pair"',
        '@a @b @c : PSK "three"',
        '%any 10.0.0.8 : PSK "from anybody"',
        ': RSA { }',
        '',
      ].join('\n'),
    );
    const all = [
      ['10.0.0.1', '10.0.0.2'],
      ['10.0.0.2', '10.0.0.1'],
      ['10.0.0.1', '10.0.0.9'],
      ['10.0.0.9', '10.0.0.2'],
      ['10.0.0.2', '10.0.0.9'],
      ['10.0.0.9', '10.0.0.7'],
      ['@a', '@b'],
      ['@c', '@a'],
      ['@c', '@b'],
      ['@a', '@d'],
    ].map(([a = '', b = '']) => keys?.find(a, b));
    const [pair, turned, local, remote, other, anybody, ab, ca, cb, ad] = all;
    expect(new Set([pair, local, remote, anybody, ab]).size).toBe(5);
    expect([turned, other, ca, cb, ad]).toEqual([pair, remote, ab, ab, anybody]);
  });

  test('of two texts of one address are the same', () => {
    const keys = keysIn('fd00:0::1 FD00::2 : PSK "x"\n');
    expect(keys?.find('fd00::1', 'fd00:0:0::2')).toBeDefined();
    expect(keys?.find('fd00::1', 'fd00::3')).toBeUndefined();
  });

  test('are also known by the digests that were gathered', () => {
    const keys = readSharedKeys(
      evidenceOf({ 'facts/psk-digests.txt': 'abc   10.0.0.1\t10.0.0.2\n\n  def 10.0.0.3 10.0.0.4\nghi\n' }),
    );
    expect(keys?.find('10.0.0.2', '10.0.0.1')).toBe('salted abc');
    expect(keys?.find('10.0.0.3', '10.0.0.4')).toBe('salted def');
    expect(keys?.find('10.0.0.5', '10.0.0.6')).toBe('salted ghi');
    expect(readSharedKeys(evidenceOf({ 'facts/psk-digests.txt': '' }))?.find('a', 'b')).toBeUndefined();
    expect(readSharedKeys(evidenceOf({ 'facts/other.txt': 'abc 10.0.0.1' }))).toBeUndefined();
  });
});

describe('the policy groups of a host', () => {
  const groupsOf = (files: Readonly<Record<string, string>>) => {
    const evidence = evidenceOf(files);
    const [vocabulary, layouts] = [newVocabulary(), newLayouts()];
    const { conns } = newHostReader(vocabulary, layouts)(evidence.files, evidence.release, evidence.show);
    return readGroups(conns, evidence, vocabulary);
  };
  const conn = (name: string, ...lines: string[]): string =>
    `conn ${name}\n\tleft=10.0.0.1\n${lines.map((line) => `\t${line}\n`).join('')}`;
  const group = (...lines: string[]) =>
    groupsOf({
      'etc/ipsec.conf': conn('g', ...lines),
      'etc/ipsec.d/policies/g': '10.0.0.0/8\n',
    });

  test.each([
    [['right=%opportunisticgroup', 'auto=ondemand', 'failureshunt=drop'], 'encrypt'],
    [['right=%group', 'auto=ondemand', 'failureshunt=drop'], 'encrypt'],
    [['right=%opportunisticgroup', 'auto=ondemand'], 'encrypt-else-clear'],
    [['right=%opportunisticgroup', 'auto=ondemand', 'failureshunt=none'], 'encrypt-else-clear'],
    [['right=%opportunisticgroup', 'auto=ondemand', 'failureshunt=passthrough'], 'encrypt-else-clear'],
    [['right=%opportunisticgroup', 'auto=ondemand', 'failureshunt=reject'], 'encrypt'],
    [['right=%opportunisticgroup', 'auto=add', 'failureshunt=passthrough'], 'clear-until-asked'],
    [['right=%group', 'auto=ondemand', 'type=passthrough', 'authby=never'], 'clear'],
    [['right=%group', 'auto=ondemand', 'type=drop', 'authby=never'], 'drop'],
    [['right=%group', 'auto=ondemand', 'type=reject', 'authby=never'], 'drop'],
    [['right=%group', 'auto=add', 'type=reject', 'authby=never'], 'drop'],
  ])('with %j does %s', (lines, action) => {
    const policy = policyIn(group(...lines)?.table ?? never(), '10.0.0.9' as Address);
    expect(policy).toMatchObject({ kind: 'group', group: 'g', action });
  });

  test.each([
    [['right=10.0.0.2', 'auto=ondemand']],
    [['right=%any', 'auto=ondemand']],
    [['right=%opportunisticgroup']],
    [['right=%opportunisticgroup', 'auto=ignore']],
    [['right=%opportunistic', 'auto=ondemand']],
    [['right=%opportunisticgroup', 'auto=ondemand', 'leftsubnet=x/y/z']],
  ])('are none with %j', (lines) => {
    expect(group(...lines)).toBeUndefined();
  });

  test('are asked in the order of their priorities, have a place, and faults of their files', () => {
    const files = {
      'etc/ipsec.conf': `${conn('g', 'right=%opportunisticgroup', 'auto=ondemand', 'priority=200')}${conn('h', 'right=%group', 'auto=ondemand', 'type=passthrough', 'authby=never', 'priority=100')}`,
      'etc/ipsec.d/policies/g': '10.0.0.0/8\nx\n',
      'etc/ipsec.d/policies/h': '10.0.0.0/8\n',
    };
    const groups = groupsOf(files);
    expect(policyIn(groups?.table ?? never(), '10.0.0.9' as Address)).toMatchObject({ group: 'h', action: 'clear' });
    expect(groups?.placeOf('h')).toEqual(textAt('a/etc/ipsec.conf', 6, 1));
    expect(groups?.placeOf('i')).toEqual(textAt('a/etc/ipsec.d', 1, 1));
    expect(groups?.findings.map(({ at }) => at)).toEqual([textAt('a/etc/ipsec.d/policies/g', 2, 1)]);
  });

  test('without a file hold nothing', () => {
    const groups = groupsOf({ 'etc/ipsec.conf': conn('g', 'right=%group', 'auto=ondemand') });
    expect(policyIn(groups?.table ?? never(), '10.0.0.9' as Address)).toEqual({ kind: 'none' });
  });
});

describe('what a difference means', () => {
  const effects = effectsOf('a', new Map([['to-b', 'b']]));
  const change = (name: string, keyword: string, from?: string, to?: string): string =>
    effects.change(name, [{ keyword, from, to }]);
  const apart = (keyword: string): string => `until both are updated a and b can not talk (${keyword})`;
  const anew = 'takes effect when the conn is loaded anew';
  const open = (keyword: string): string => `until the conn is loaded anew a may send in clear (${keyword})`;

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

  test('of several: what keeps them apart, or else what is open, by name', () => {
    const changes = ['salifetime', 'esp', 'auto', 'rightid'].map((keyword) => ({
      keyword,
      from: undefined,
      to: 'ondemand',
    }));
    expect(effects.change('to-b', changes)).toBe(apart('esp, rightid'));
    const [lifetime, , auto] = changes;
    expect(effects.change('to-b', [lifetime ?? never(), auto ?? never()])).toBe(open('auto'));
  });

  test('of a conn that is not there, or that nobody planned', () => {
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

test.each([
  ['host', 'host'],
  ['NSS Certificate DB:host', 'host'],
  ['xNSS Certificate DB:host', 'xNSS Certificate DB:host'],
  ['system:node:a', 'system:node:a'],
  ['pkcs11:object=system%3Anode%3Aa', 'system:node:a'],
  ['pkcs11:token=a;object=b;type=cert', 'b'],
  ['pkcs11:object=b?pin-value=x', 'b'],
  ['pkcs11:xobject=b', undefined],
  ['pkcs11:token=a', undefined],
  ['pkcs11:object=%', undefined],
  ['pkcs11:object=%C3%B6', 'ö'],
])('leftcert=%s names %s', (value, nickname) => {
  expect(nicknameOf(value)).toBe(nickname);
});

test.each([
  ['/etc/ipsec.d/*.conf', 'etc/ipsec.d/a.conf', true],
  ['/etc/ipsec.d/*.conf', 'etc/ipsec.d/x/a.conf', false],
  ['/etc/ipsec.d/*.conf', 'etc/ipsec.d', false],
  ['ipsec.d/*.conf', 'etc/ipsec.d/a.conf', true],
  ['ipsec.d/*.conf', 'ipsec.d/a.conf', false],
  ['/etc/*/a.conf', 'etc/ipsec.d/a.conf', true],
])('the pattern %s stands for %s: %s', (pattern, path, expected) => {
  expect(matcher(pattern)(path)).toBe(expected);
});

test('texts are in the order of their code units', () => {
  expect(['b', 'a', 'B', 'a', 'é'].sort(compare)).toEqual(['B', 'a', 'a', 'b', 'é']);
  expect([compare('a', 'b'), compare('b', 'a'), compare('a', 'a')]).toEqual([-1, 1, 0]);
});

test('a difference is not told where another finding says more about its line, and numbers follow', () => {
  const at = (line: number) => textAt('f', line, 1);
  const finding = (code: string, place: object) => ({ code, severity: 'error', message: code, at: place }) as never;
  const value = { kind: 'value', path: ['x'] };
  const all = [
    finding('verify/differs', at(1)),
    finding('verify/type-differs', at(1)),
    finding('verify/differs', at(2)),
    finding('verify/keyword-lost', at(1)),
    finding('verify/missing-host', value),
    finding('verify/unmatched-id', at(3)),
  ];
  const { findings, renumber } = dropEchoes(all);
  expect(findings).toEqual([all[1], all[2], all[4], all[5]]);
  expect(renumber([0, 1, 2, 2, 3, 5])).toEqual([0, 1, 3]);
});

function never(): never {
  throw new Error('a value was expected');
}
