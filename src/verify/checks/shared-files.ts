import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { HostFolder } from '../../hosts/read-evidence.ts';
import type { Rendering } from '../../render/prepare.ts';
import { renderShared } from '../../render/shared.ts';
import { missingFiles } from './host/missing-files.ts';
import { changedFile } from './host/rendered-files.ts';

/**
 * `verify/missing-file` and `verify/differs`: what all hosts of a rendered tree share is there, and is what would be rendered.
 * Every host's own scripts read it.
 */
export function checkSharedFiles(
  folder: HostFolder | undefined,
  rendering: Rendering | undefined,
): readonly Diagnostic[] {
  if (folder === undefined) return [];
  const { files, rendered, show = (path) => `${folder.name}/${path}` } = folder;
  const missing = missingFiles({ files, show, ...(rendered === undefined ? {} : { rendered }) });
  const planned = rendering === undefined ? [] : renderShared(rendering.mesh);
  const changed = planned.flatMap(({ path, content }) => {
    const found = files.get(path);
    return found === undefined ? [] : changedFile(show(path), found, content, 'warning');
  });
  return [...missing, ...changed];
}
