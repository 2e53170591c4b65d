/** Who may read and change the files of a host: lines of bits, owner, group and path, as the collect script writes them. */
import { diagnostic, textAt } from '../../diagnostics/diagnostic.ts';
import type { FileMode, FileModes } from '../evidence.ts';
import { type Fact, gatheredText } from './fact.ts';

const path = 'facts/modes.txt';

/** The modes of the list, else those of the folder itself, where it is what `render` wrote. */
export const modes: Fact<FileModes | undefined> = {
  subject: 'file modes',
  files: [path],
  askedOf: 'all',
  isGathered: ({ modes: known }) => known !== undefined,
  read: (host) => {
    const gathered = gatheredText(host, path);
    const known = gathered === undefined ? undefined : readFileModes(gathered.text);
    if (known !== undefined) return { value: known, findings: [] };
    if (gathered === undefined) return host.modes === undefined ? undefined : { value: host.modes, findings: [] };
    const message = 'the file must have lines of mode, owner, group and path';
    const finding = diagnostic('verify/unreadable-fact', textAt(gathered.file, 1, 1), message);
    return { value: host.modes, findings: [finding] };
  },
};

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
