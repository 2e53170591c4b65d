import { type Diagnostic, diagnostic, valueAt } from '../../diagnostics/diagnostic.ts';
import type { Imported } from './imported.ts';

/** What whoever imports says beside the source. */
export interface GivenKeys {
  readonly libreswan?: string;
  readonly interface?: string;
}

/**
 * What an inventory needs and the source did not give, one `import/missing` a key: the release of libreswan, the
 * interface, the authority, and the certificates of hosts.
 */
export function missingKeys({ hosts, authority }: Imported, given: GivenKeys): readonly Diagnostic[] {
  const lacking = (key: 'libreswan' | 'interface' | 'certificate'): number =>
    hosts.filter(({ node }) => node[key] === undefined).length;
  const say = (key: string, message: string, hint: string): Diagnostic =>
    diagnostic('import/missing', valueAt(key), message, { hint });
  return [
    ...(given.libreswan === undefined && lacking('libreswan') > 0
      ? [
          say(
            'libreswan',
            'the release of libreswan must be given',
            'ipsec --version on a host tells it; give it with --libreswan, or a range such as "4.3..5.2"',
          ),
        ]
      : []),
    ...(given.interface === undefined && lacking('interface') > 0
      ? [
          say(
            'network',
            "the interface that has the hosts' addresses must be given",
            'ip address on a host tells it; give it with --interface, or for single hosts in the inventory',
          ),
        ]
      : []),
    ...(authority === undefined
      ? [
          say(
            'authority',
            'the PEM bundle of the authorities must be given',
            'pki/ca.crt is written; put the file there or name another',
          ),
        ]
      : []),
    ...(lacking('certificate') > 0
      ? [
          say(
            'nodes',
            `certificates must be given for ${lacking('certificate')} of ${hosts.length} hosts`,
            'pki/NAME.crt is written; put the files there, or give a folder that has them with --certificates',
          ),
        ]
      : []),
  ];
}
