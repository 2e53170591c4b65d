import { describe, expect, test } from 'vitest';
import { foundOnB } from '../on-b.ts';
import { groups } from './groups.ts';

const path = 'etc/ipsec.d/openshift-cluster.conf';
const inConn = (name: string, edit: (conn: string) => string) => (text: string) =>
  text.replace(new RegExp(`^conn ${name}\\n(?:\\t.*\\n)*`, 'm'), edit);
const without = (name: string) => inConn(name, () => '');
const line = (name: string, keyword: string, value: string) =>
  inConn(name, (conn) =>
    conn.includes(`\t${keyword}=`)
      ? conn.replace(new RegExp(`\t${keyword}=.*`), `\t${keyword}=${value}`)
      : `${conn}\t${keyword}=${value}\n`,
  );

describe('every group has its conn', () => {
  test.each<[why: string, edit: (text: string) => string, count: number]>([
    ['as rendered', (text) => text, 0],
    ['with a comment', (text) => `# checked\n${text}`, 0],
    ['one that encrypts is gone', without('private'), 1],
    ['of one family only', without('private-ipv6'), 1],
    ['one that lets pass is gone', without('clear'), 1],
    ['renamed', (text) => text.replace('conn private\n', 'conn Private\n'), 1],
  ])('%s', (_, edit, count) => {
    expect(foundOnB('verify/missing-conn', groups(), path, edit)).toHaveLength(count);
  });
});

describe('a conn says what is planned', () => {
  test.each<[why: string, edit: (text: string) => string, found: readonly string[]]>([
    ['what each host may choose', line('private', 'keyingtries', '3'), []],
    ['a lifetime', line('private', 'salifetime', '1h'), ['warning b: salifetime=1h']],
    ['in clear after a failure', line('private', 'failureshunt', 'passthrough'), ['error b: failureshunt=passthrough']],
    ['other proposals', line('private', 'esp', 'aes128-sha1'), ['error b: esp=aes128-sha1']],
    ['any authority', line('private', 'rightca', '%any'), ['error b: rightca=%any']],
    ['less harmful: compression', line('private', 'compress', 'yes'), ['warning b: compress=yes']],
    ['of one that lets pass', line('clear', 'type', 'drop'), ['error b: type=drop']],
  ])('%s', (_, edit, found) => {
    expect(foundOnB('verify/differs', groups(), path, edit)).toEqual(found);
  });
});

describe('no group is there that was not planned', () => {
  test.each<[why: string, more: string, found: readonly string[]]>([
    [
      'a group',
      'conn other\n\tleft=%defaultroute\n\tright=%opportunisticgroup\n\tauto=ondemand\n',
      ['warning b: conn other'],
    ],
    [
      'one that lets pass',
      'conn other\n\ttype=passthrough\n\tauthby=never\n\tleft=%defaultroute\n\tright=%group\n\tauto=ondemand\n',
      ['warning b: conn other'],
    ],
    ['a conn for one host is no group', 'conn other\n\tleft=172.16.0.2\n\tright=192.0.2.1\n\tauto=add\n', []],
  ])('%s', (_, more, found) => {
    expect(foundOnB('verify/leftover-conn', groups(), path, (text) => `${text}\n${more}`)).toEqual(found);
  });
});
