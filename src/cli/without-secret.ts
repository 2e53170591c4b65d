/** Settings that look as if they held a secret, which no file of conns can. */
import { findKeyword } from '../libreswan/keyword/keyword.ts';

/** Whether a name is no keyword and sounds like one for a secret, such as `psk` or `leftpassword`. */
export function soundsSecret(keyword: string): boolean {
  if (!/psk|secret|passw|passphrase/i.test(keyword)) return false;
  return findKeyword('conn', keyword) === undefined && findKeyword('setup', keyword) === undefined;
}

/** What is shown in place of such a value. */
export const notShown = '(not shown)';

/** A line without the value of a setting that sounds secret. */
export function withoutSecret(line: string): string {
  const [, keyword, sign] = /^([^=]*)(=)/.exec(line) ?? [];
  return keyword !== undefined && soundsSecret(keyword.trim()) ? `${keyword}${sign}${notShown}` : line;
}
