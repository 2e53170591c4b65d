import { type Diagnostic, hasError } from '../../../diagnostics/diagnostic.ts';
import type { HostEvidence } from '../../../hosts/evidence.ts';
import { checkSecrets } from '../../../libreswan/ipsec-secrets/check.ts';
import { parseSecrets } from '../../../libreswan/ipsec-secrets/parse.ts';
import type { Host } from '../../host.ts';

/**
 * What the release does with the host's secrets files: records that end the reading; as warnings, records that are set aside and
 * keys that match anybody, for whether a pair lacks its key is judged with the pair. The findings are those of
 * `checkSecrets`; none holds a byte of a key.
 */
export function checkSecretsFiles(_: Host, { files, release, show }: HostEvidence): readonly Diagnostic[] {
  return [...files.keys()].flatMap((path) => {
    if (path !== 'etc/ipsec.secrets' && !/^etc\/ipsec\.d\/[^/]*\.secrets$/.test(path)) return [];
    const content = files.get(path) ?? '';
    return checkSecrets(parseSecrets(content, release, show(path)))
      .filter((finding) => hasError([finding]))
      .map((finding) => (isFatal(finding) ? finding : { ...finding, severity: 'warning' as const }));
  });
}

function isFatal({ code }: Diagnostic): boolean {
  return code === 'libreswan/secret-incomplete';
}
