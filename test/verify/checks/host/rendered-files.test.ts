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
});
