/** Who may read and change the files of a host: lines of bits, owner, group and path, as the collect script writes them. */
import type { FileMode, FileModes } from '../evidence.ts';

/**
 * Reads the lines; `undefined` where the text has none.
 *
 * @example readFileModes('600 0 0 etc/ipsec.secrets\n')?.get('etc/ipsec.secrets') // { bits: 0o600, owner: 0, group: 0, line: 1 }
 */
export function readFileModes(text: string | undefined): FileModes | undefined {
  const found = new Map<string, FileMode>();
  for (const [i, line] of (text ?? '').split('\n').entries()) {
    const [, bits, owner, group, path] = /^([0-7]{1,4}) (\d{1,10}) (\d{1,10}) (\S.*)$/.exec(line) ?? [];
    if (bits === undefined || path === undefined) continue;
    found.set(path.replace(/^\/+/, ''), {
      bits: Number.parseInt(bits, 8),
      owner: Number(owner),
      group: Number(group),
      line: i + 1,
    });
  }
  return found.size === 0 ? undefined : found;
}
