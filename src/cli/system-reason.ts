import { printable, type SafeText, safe } from './safe-text.ts';

const reasons: Readonly<Record<string, SafeText>> = {
  EACCES: safe`permission denied`,
  EBUSY: safe`it is in use`,
  EDQUOT: safe`the disk quota is used up`,
  EEXIST: safe`it exists already`,
  EFBIG: safe`it is too large`,
  EINVAL: safe`the system does not take it`,
  EIO: safe`the disk reports an input/output error`,
  EISDIR: safe`it is a folder`,
  ELOOP: safe`it is a symbolic link`,
  EMFILE: safe`too many files are open`,
  EMLINK: safe`it has too many links`,
  ENAMETOOLONG: safe`its name is too long`,
  ENODEV: safe`no such device`,
  ENOENT: safe`no such file or folder`,
  ENOSPC: safe`no space is left on the disk`,
  ENOTDIR: safe`part of its path is not a folder`,
  ENOTEMPTY: safe`the folder is not empty`,
  ENXIO: safe`no such device`,
  EPERM: safe`the system does not permit it`,
  EROFS: safe`the file system is read-only`,
  ETXTBSY: safe`it is being run`,
  EXDEV: safe`it is on another file system`,
};

/** Why the system refused something, in words of our own: its own message names the path, which may be a secret. */
export function systemReason(error: unknown): SafeText {
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (Object.hasOwn(reasons, code)) return reasons[code] ?? printable(code);
  return /^[A-Z0-9_]{2,40}$/.test(code) ? printable(code) : safe`it cannot be read or written`;
}
