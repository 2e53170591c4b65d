import { type Diagnostic, diagnostic, textAt } from '../../../diagnostics/diagnostic.ts';
import { lineAfter } from '../../../diagnostics/fix.ts';
import type { HostEvidence } from '../../../hosts/evidence.ts';
import type { Host } from '../../host.ts';

/**
 * `verify/configuration-lost`: the host loads its configuration; one line that its release cannot read takes all conns
 * down, in whichever file it stands. `verify/keyword-lost`: every line means what it says. `verify/not-included`: the main
 * file includes every file of conns. `verify/no-configuration`: there is one.
 */
export function checkConfiguration(
  { name, release, reading }: Pick<Host, 'name' | 'release' | 'reading'>,
  { files, show }: HostEvidence,
): readonly Diagnostic[] {
  const [fatal] = reading.fatal;
  if (fatal !== undefined) {
    const { at, message, hint, fix, related } = fatal;
    return [
      diagnostic('verify/configuration-lost', at, `libreswan ${release} loads no conn of ${name}: ${message}`, {
        ...(hint === undefined ? {} : { hint }),
        fix,
        ...(related === undefined ? {} : { related }),
      }),
    ];
  }
  const findings = reading.misread.map(({ at, severity, message, hint, fix, related }) =>
    diagnostic('verify/keyword-lost', at, message, {
      // What a conn was to protect goes in clear where its line is passed over.
      ...(severity === 'error' ? { severity } : {}),
      ...(hint === undefined ? {} : { hint }),
      fix,
      ...(related === undefined ? {} : { related }),
    }),
  );
  const { mainFile, unread } = reading;
  if (mainFile !== undefined && unread.length > 0) {
    findings.push(
      diagnostic(
        'verify/not-included',
        textAt(show(mainFile), 1, 1),
        `the main file must include ${unread
          .slice(0, 3)
          .map((path) => `/${path}`)
          .join(', ')}${unread.length > 3 ? ` and ${unread.length - 3} more` : ''}`,
        {
          hint: 'write "include /etc/ipsec.d/*.conf" in the first column',
          fix: lineAfter(textAt(show(mainFile), 0, 1), 'include /etc/ipsec.d/*.conf', false),
        },
      ),
    );
  }
  if (reading.files === 0 && ![...files.keys()].some((path) => path.startsWith('etc/'))) {
    findings.push(
      diagnostic('verify/no-configuration', textAt(show('etc/ipsec.conf'), 1, 1), `${name} has no configuration`, {
        hint: 'run the script of "swanmesh collect-script" on the host as root',
      }),
    );
  }
  return findings;
}
