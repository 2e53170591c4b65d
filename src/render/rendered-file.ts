/** Where a file is in a tree and on the host, and who may read it. */
export interface FilePlace {
  /** Relative to the host's folder; of a file that hosts share, relative to the folder that they share. */
  readonly path: string;
  /** Where the file goes on the host. Its owner there is root. */
  readonly target: string;
  readonly mode: '0600' | '0644' | '0755';
  /** Whether the content must be kept from others. */
  readonly secret: boolean;
}

/** One file for one host, or one that all hosts share. */
export interface RenderedFile extends FilePlace {
  /** ASCII text, LF, with a final line break. */
  readonly content: string;
}

/**
 * The name of the folder beside the hosts' that they share; no host can have it, for names of hosts begin with a letter or a
 * digit.
 */
export const sharedFolder = '_shared';

/** Whether a folder in a tree is a host's: not what render writes beside the hosts, nor hidden. */
export function isHostFolder(name: string): boolean {
  return !name.startsWith('.') && name !== 'manifest.d' && name !== sharedFolder;
}

/** Where the files of a host go that neither libreswan nor systemd looks for. */
export const hostTarget = '/etc/swanmesh/host';

/** Where the files go that all hosts have alike: beside those of the host, as in the tree. */
export const sharedTarget = '/etc/swanmesh/_shared';

/** The place of a file that only our own scripts look for. */
export function hostPlace(path: string, mode: FilePlace['mode']): FilePlace {
  return { path, target: `${hostTarget}/${path}`, mode, secret: false };
}

/** A file at such a place. */
export function hostFile(path: string, mode: FilePlace['mode'], content: string): RenderedFile {
  return { ...hostPlace(path, mode), content };
}
