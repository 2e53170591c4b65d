/** A folder of gathered hosts. What judges it is loaded with the first folder. */

import { type Dropped, element, show, takeFiles } from './dom.ts';
import type * as Work from './mesh-work.ts';

declare global {
  var swanmeshWork: typeof Work | undefined;
}

/** The script that judges, from the folder of this page. */
function loaded(): Promise<typeof Work> {
  return new Promise((done, failed) => {
    if (globalThis.swanmeshWork !== undefined) {
      done(globalThis.swanmeshWork);
      return;
    }
    const script = element('script', { src: 'mesh-work.js' });
    script.addEventListener('load', () =>
      globalThis.swanmeshWork === undefined ? failed() : done(globalThis.swanmeshWork),
    );
    script.addEventListener('error', () => failed());
    document.body.append(script);
  });
}

takeFiles(async (files: readonly Dropped[]) => {
  show(element('p', {}, `Judging ${files.length} files …`));
  try {
    await (await loaded()).verify(files);
  } catch {
    show(element('p', {}, 'mesh-work.js, which must be beside this page, cannot be loaded, or has failed.'));
  }
});
