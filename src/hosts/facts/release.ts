/** The release of libreswan that a host runs. */
import { type Diagnostic, diagnostic, textAt } from '../../diagnostics/diagnostic.ts';
import { newest, type Release, readReleaseRange } from '../../libreswan/release.ts';
import { type Fact, textFact } from './fact.ts';

/**
 * `ipsec --version` says `Linux Libreswan 4.10 (netkey) …`, `Libreswan 5.2` and the like; somebody may have written the number
 * alone. Other programs are called ipsec too.
 */
export const release: Fact<Release | undefined> = textFact({
  subject: 'release',
  askedOf: 'all',
  path: 'facts/release.txt',
  read: ({ file, text }) => {
    const at = textAt(file, 1, 1);
    const written = /(?:libreswan\s+v?|^\s*)(\d+\.\d+)(?:\.\d+)*(?![\d.])/i.exec(text)?.[1];
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
});
