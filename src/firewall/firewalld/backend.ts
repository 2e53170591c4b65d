import type { Backend, MeshFilter } from '../backend.ts';
import type { MssClamp, RequireEsp } from '../host-filter.ts';
import { firewalldFiles } from './files.ts';
import { firewalldPlan } from './plan.ts';

/** Codes: those of {@link firewalldPlan}. */
export const firewalld: Backend = {
  files: (filter, mesh, at) => firewalldFiles(isBesideNftables(mesh) ? { doors: filter.doors } : filter, at),
  check: (wish, at) =>
    wish.doors.flatMap((doors) => {
      if (isBesideNftables(wish)) return firewalldPlan({ doors }, at).findings;
      const wanted = {
        doors,
        ...(wish.requireEsp ? { requireEsp: nobody } : {}),
        ...(wish.mssClamp ? { mssClamps: [anyClamp] } : {}),
      };
      return firewalldPlan(wanted, at).findings;
    }),
};

/** firewalld can only let in. A table of nftables beside it, which it leaves alone, does the rest. */
function isBesideNftables({ backends }: MeshFilter): boolean {
  return backends.includes('nftables');
}

/** What cannot be said depends on neither the peers nor the number. */
const nobody: RequireEsp = { peers: [], own: [], exempt: [], ah: false };
const anyClamp: MssClamp = { family: 'ipv4', bytes: 1398 };
