import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { HostFolder } from '../../hosts/read-evidence.ts';
import type { RenderedFile } from '../../render/rendered-file.ts';
import { missingFiles } from './host/missing-files.ts';
import { changedFile } from './host/rendered-files.ts';

/** What the hosts of a rendered tree share, as `_shared` of the tree has it. */
export interface SharedFolder extends HostFolder {
  /** What it should have, as `renderShared` gives it; absent where there is no inventory. */
  readonly planned?: readonly RenderedFile[];
}

/**
 * `verify/missing-file` and `verify/differs`: what all hosts of a rendered tree share is there, and is what would be rendered.
 * Every host's own scripts read it.
 */
export function checkSharedFiles(folder: SharedFolder): readonly Diagnostic[] {
  const { files, rendered, planned = [], show = (path) => `${folder.name}/${path}` } = folder;
  const missing = missingFiles({ files, show, ...(rendered === undefined ? {} : { rendered }) });
  const changed = planned.flatMap(({ path, content }) => {
    const found = files.get(path);
    return found === undefined ? [] : changedFile(show(path), found, content, 'warning');
  });
  return [...missing, ...changed];
}
