import { describe, expect, test } from 'vitest';
import { foundOnB, meshOf } from '../on-b.ts';

const mesh = meshOf();
const setup = (...lines: readonly string[]): string =>
  `config setup\n${lines.map((line) => `\t${line}\n`).join('')}\ninclude /etc/ipsec.d/*.conf\n`;

describe('nothing in config setup keeps pluto from serving the mesh', () => {
  test.each<[why: string, line: string, found: readonly string[]]>([
    ['uniqueids is as it is by default', 'uniqueids=yes', []],
    ['it listens on the address of the host', 'listen=172.16.0.2', []],
    ['among others', 'listen="192.0.2.1,172.16.0.2"', []],
    ['it listens elsewhere', 'listen=192.0.2.1', ['error b: listen=192.0.2.1']],
    ['its database is where the platform has it', 'nssdir=/var/lib/ipsec/nss', []],
    ['its database is elsewhere', 'nssdir=/etc/ipsec.d', ['warning b: nssdir=/etc/ipsec.d']],
    ['no UDP', 'listen-udp=no', ['error b: listen-udp=no']],
  ])('%s', (_, line, found) => {
    expect(foundOnB('verify/setup', mesh(), 'etc/ipsec.conf', () => setup(line))).toEqual(found);
  });
});
