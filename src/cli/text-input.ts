/** Bytes that were read, as text that is not a secret. */

import { toUtf8 } from '../bytes/utf8.ts';
import { hasSecretRecord, secretLooks } from '../diagnostics/secret-looks.ts';
import { looksLikeSecrets } from '../libreswan/ipsec-secrets/looks-like-secrets.ts';
import { UsageError } from './exit.ts';
import { looksLikeKeyFile } from './secrecy/looks-like-key-file.ts';
import { taint } from './secrecy/taint.ts';

/** The text; what is not UTF-8 ends the command, for it may be a key of random bytes. */
export function readUtf8(name: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new UsageError(`${name} must be text in UTF-8; nothing of it is shown`);
  }
}

function isWithoutSection(text: string): boolean {
  return !/^(?:conn|config|include|version)\s/m.test(text);
}

/** Ends the command where a text that is no inventory has records of secrets. */
export function refuseRecords(name: string, text: string): void {
  if (hasSecretRecord(text)) refuse(name, text, '');
}

/** Ends the command where a text is a secrets file, with its name alone. */
export function refuseSecrets(name: string, text: string, from?: string): void {
  if (!looksLikeSecrets(text) && !(isWithoutSection(text) && looksLikeKeyFile(toUtf8(text)))) return;
  refuse(name, text, from === undefined ? '' : `, which ${from} includes,`);
}

/** Taints what looks like a secret in a text. */
export function taintLooks(text: string): void {
  for (const { values } of secretLooks(text)) for (const value of values) taint(value);
}

function refuse(name: string, text: string, included: string): never {
  taintLooks(text);
  throw new UsageError(`${name}${included} looks like a secrets file, and none was asked for; nothing of it is shown`);
}
