/** Where passwords come from: a file, an open file descriptor, or the terminal. Never an argument, which every process of the host can read. */
import { closeSync, openSync, readSync } from 'node:fs';
import { type Secret, secretOf } from '../bytes/secret.ts';
import { UsageError } from './exit.ts';
import type { CommonOptions } from './report.ts';
import { taint } from './secrecy/taint.ts';
import { systemReason } from './system-reason.ts';

/** A password when it is first needed: what was given, else what is typed on the terminal; `undefined` where there is neither. */
export interface Passwords {
  readonly given: () => Secret | undefined;
  readonly ask: (file: string) => Promise<Secret | undefined>;
}

/** The password of these options. A file that cannot be read ends the command. */
export function passwordsOf({
  passwordFile,
  passwordFd,
}: Pick<CommonOptions, 'passwordFile' | 'passwordFd'>): Passwords {
  if (passwordFile !== undefined && passwordFd !== undefined)
    throw new UsageError('give --password-file or --password-fd, not both');
  let known: Secret | undefined;
  return {
    given: () => {
      if (passwordFile === undefined && passwordFd === undefined) return undefined;
      known ??= firstLine(passwordFile, passwordFd);
      return known;
    },
    ask: async (file) => {
      if (passwordFile !== undefined || passwordFd !== undefined) return undefined;
      const { askPassword } = await import('./ask-password.ts');
      const typed = await askPassword(file);
      if (typed !== undefined) taintPassword(typed);
      return typed;
    },
  };
}

const maxBytes = 1024;

/** Up to the first line end, which is not part of it. An empty file is the empty password. */
function firstLine(path: string | undefined, descriptor = 0): Secret {
  const name = path ?? `file descriptor ${descriptor}`;
  const buffer = new Uint8Array(maxBytes + 1);
  let length = 0;
  let opened: number | undefined;
  try {
    if (path !== undefined) opened = openSync(path, 'r');
    for (;;) {
      const read = readSync(opened ?? descriptor, buffer, length, buffer.length - length, null);
      length += read;
      if (read === 0 || length === buffer.length || buffer.subarray(0, length).includes(0x0a)) break;
    }
  } catch (error) {
    throw new UsageError(`cannot read the password from ${name}: ${systemReason(error)}`);
  } finally {
    if (opened !== undefined) closeSync(opened);
  }
  const feed = buffer.subarray(0, length).indexOf(0x0a);
  const end = feed === -1 ? length : feed > 0 && buffer[feed - 1] === 0x0d ? feed - 1 : feed;
  if (end > maxBytes) throw new UsageError(`the password in ${name} must not be longer than ${maxBytes} bytes`);
  const secret = secretOf(buffer.subarray(0, end));
  taintPassword(secret);
  buffer.fill(0);
  return secret;
}

/** A password is not shown, however a file or an error quotes it. */
export function taintPassword(secret: Secret): void {
  const bytes = secret.reveal();
  taint(new TextDecoder().decode(bytes));
  taint(Buffer.from(bytes).toString('latin1'));
}
