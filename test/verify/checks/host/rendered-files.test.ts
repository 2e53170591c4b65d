import { describe, expect, test } from 'vitest';
import { foundOnB, meshOf } from '../on-b.ts';

const mesh = meshOf({ firewall: { backends: ['iptables'] } });

describe('what was rendered next to the conns is that of the inventory', () => {
  test.each<[why: string, path: string, edit: (text: string) => string, severities: readonly string[]]>([
    ['as rendered', 'firewall/iptables.sh', (text) => text, []],
    ['a comment more', 'firewall/iptables.rules', (text) => `${text}# checked\n`, []],
    ['a blank line more', 'firewall/guide.rules', (text) => `\n${text}`, []],
    ['a rule more', 'firewall/guide.rules', (text) => `${text}-A INPUT -j ACCEPT\n`, ['error']],
    ['a rule less', 'firewall/guide.rules', (text) => text.split('\n').slice(1).join('\n'), ['error']],
    ['another MTU', 'mtu.json', (text) => text.replace(/\d+/, '9'), ['warning']],
  ])('%s', (_, path, edit, severities) => {
    expect(foundOnB('verify/differs', mesh(), path, edit).map((one) => one.split(' ')[0])).toEqual(severities);
  });

  const secret = meshOf({ libreswan: '3.15' });
  const path = 'etc/ipsec.d/openshift-cluster.secrets';
  const withoutLine = (text: string): string => text.replace(/^.*\.secrets.*\n/m, '');
  test.each<[why: string, edited: string, edit: (text: string) => string, severities: readonly string[]]>([
    ['the secrets that they name were not gathered', 'README.txt', (text) => text, []],
    ['and a comment more', 'apply.sh', (text) => `${text}# checked\n`, []],
    ['a line for the secrets less', 'apply.sh', withoutLine, ['warning']],
    ['a line for the secrets less', 'README.txt', withoutLine, ['warning']],
  ])('%s: %s', (_, name, edit, severities) => {
    const { cluster, tree } = secret();
    const files = new Map([...(tree.get('b') ?? [])].filter(([each]) => each !== path));
    expect(files.size).toBe((tree.get('b')?.size ?? 0) - 1);
    const found = foundOnB('verify/differs', { cluster, tree: new Map([...tree, ['b', files]]) }, name, edit);
    expect(found.map((one) => one.split(' ')[0])).toEqual(severities);
  });
});
