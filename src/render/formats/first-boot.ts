/** What a host that is made anew gets: all of its files in their places, and the call that makes them count. */
import { hostTarget, type RenderedFile } from '../rendered-file.ts';
import type { RenderedHost } from './rendered-host.ts';

/** All files that go to a host, those that it shares with others among them, in the order of their places. */
export function filesOnHost(host: RenderedHost, shared: readonly RenderedFile[]): readonly RenderedFile[] {
  return [...host.files, ...shared].sort((a, b) => (a.target < b.target ? -1 : 1));
}

/**
 * The words of the call. Nobody is there to confirm it; peers that answered before have five minutes to answer again, for they
 * may be made at the same time.
 */
export const applyInPlace: readonly string[] = [
  ...['/bin/sh', `${hostTarget}/apply.sh`],
  ...['--wait', '300', '--rollback-after', '0'],
];

/** Whether one of the files is for root's eyes alone, and so whatever has them all. */
export function hasSecret(files: readonly RenderedFile[]): boolean {
  return files.some(({ secret }) => secret);
}
