import { dirname, resolve } from 'node:path';
import { nicknameFor } from '../libreswan/identity/leftcert.ts';
import { UsageError } from './exit.ts';
import { readInventoryPaths } from './inventory-value.ts';

/** The files of a host's identity, and the nickname under which its conns name it. */
export interface IdentityFiles {
  readonly certificate: string;
  readonly key: string;
  readonly authority: string;
  readonly nickname: string;
}

/** The files that an inventory names for a host; what is missing, or written as text, ends the command. */
export function identityFiles(inventory: string, host: string): IdentityFiles {
  const { value } = readInventoryPaths(inventory);
  const all = mapping(value);
  const nodes = mapping(all.nodes);
  if (!Object.hasOwn(nodes, host)) throw new UsageError(`--host must name a host of ${inventory}, not ${host}`);
  const node = mapping(nodes[host]);
  const file = (written: unknown, what: string): string => {
    if (typeof written !== 'string' || written.includes('-----BEGIN'))
      throw new UsageError(`${inventory} must name the file of ${what}`);
    return resolve(dirname(inventory), written);
  };
  return {
    certificate: file(node.certificate, `the certificate of ${host}`),
    key: file(node.key, `the key of ${host}`),
    authority: file(all.authority, 'the authorities'),
    nickname: typeof node.nickname === 'string' ? node.nickname : nicknameFor(host),
  };
}

function mapping(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}
