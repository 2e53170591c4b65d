import { type Diagnostic, diagnostic, textAt } from '../../../diagnostics/diagnostic.ts';
import type { HostEvidence } from '../../../hosts/evidence.ts';
import type { Host } from '../../host.ts';

/** `verify/missing-file`: what the manifest says that `render` wrote for the host is there. */
export function checkMissingFiles(_: Host, evidence: HostEvidence): readonly Diagnostic[] {
  return missingFiles(evidence);
}

/** The same of whatever folder `render` wrote. */
export function missingFiles({
  rendered,
  files,
  show,
}: Pick<HostEvidence, 'rendered' | 'files' | 'show'>): readonly Diagnostic[] {
  return (rendered ?? [])
    .filter((path) => !files.has(path))
    .map((path) =>
      diagnostic(
        'verify/missing-file',
        textAt(show(path), 1, 1),
        'the file must be there: the manifest says that render wrote it',
        { hint: 're-render the host' },
      ),
    );
}
