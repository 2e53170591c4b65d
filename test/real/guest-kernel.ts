/** The guest's kernel, Debian's user-mode-linux, and what it needs to run on this machine. */
import { preload } from '../support/preload.ts';

export const kernel = '/usr/bin/linux.uml';

/** The environment that the kernel is started in: its memory on /dev/shm, all registers of this processor restored. */
export function kernelEnvironment(): NodeJS.ProcessEnv {
  const registers = preload(new URL('guest/registers.c', import.meta.url));
  return { ...process.env, TMPDIR: '/dev/shm', LD_PRELOAD: registers };
}
