/** The release of libreswan that a host runs. */
import { type Diagnostic, diagnostic, textAt } from '../../diagnostics/diagnostic.ts';
import { newest, type Release, readReleaseRange } from '../../libreswan/release.ts';
import { type Fact, gatheredText } from './fact.ts';

const path = 'facts/release.txt';

/**
 * `ipsec --version` says `Linux Libreswan 4.10 (netkey) …`, `Libreswan 5.2` and the like; somebody may have written the number
 * alone. Other programs are called ipsec too.
 */
export const release: Fact<Release | undefined> = {
  subject: 'release',
  files: [path],
  askedOf: 'all',
  read: (host) => {
    const gathered = gatheredText(host, path);
    if (gathered === undefined) return undefined;
    const at = textAt(gathered.file, 1, 1);
    const written = /(?:libreswan\s+v?|^\s*)(\d+\.\d+)(?:\.\d+)*(?![\d.])/i.exec(gathered.text)?.[1];
    const read = written === undefined ? undefined : readReleaseRange(written, at);
    if (read?.kind === 'ok') return { value: newest(read.value), findings: read.findings };
    const unreadable: Diagnostic = diagnostic(
      'verify/release-unknown',
      at,
      `not the output of "ipsec --version" of libreswan`,
      { hint: 'gather the host again; until then the inventory is believed' },
    );
    return { value: undefined, findings: [unreadable] };
  },
};
