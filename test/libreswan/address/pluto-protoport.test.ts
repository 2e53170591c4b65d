import { expect, test } from 'vitest';
import { readProtocol, readProtoport } from '../../../src/libreswan/address/pluto-protoport.ts';

test.each<[text: string, protocol: number, port: number, why: string]>([
  ['tcp', 6, 0, 'a name'],
  ['TCP/22', 6, 22, 'in any case, with a port'],
  ['tcp/https', 6, 443, 'a port by name'],
  ['47', 47, 0, 'a number'],
  ['0x11/0x35', 17, 53, 'both in hexadecimal'],
  ['ip', 0, 0, 'any protocol'],
])('%s is protocol %i, port %i: %s', (text, protocol, port) => {
  for (const release of ['4.10', '5.2', '5.4'] as const)
    expect(readProtoport(text, release)).toEqual({ protocol, port, isWildcard: false });
});

test.each([
  ['constructor', 'a name that every object of JavaScript has'],
  ['tcp/constructor', 'nor is it a port'],
  ['tcp/__proto__', 'nor this'],
  ['256', 'beyond the octet'],
  ['tcp/65536', 'beyond the port numbers'],
  ['', 'nothing'],
])('%j is none: %s', (text) => {
  expect(readProtoport(text, '5.2')).toBeUndefined();
  if (!text.includes('/')) expect(readProtocol(text)).toBeUndefined();
});
