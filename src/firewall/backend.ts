/** What a back end of the packet filter is. */
import type { Diagnostic, Place, Result } from '../diagnostics/diagnostic.ts';
import type { BackendName } from './backend-names.ts';
import type { Door, FilterFile, HostFilter } from './host-filter.ts';

/** What is the same for all hosts of a mesh. */
export interface MeshFilter {
  /** The administrator's chain of accepting rules. */
  readonly chain: string;
  /** Where the chain is written in the inventory. */
  readonly chainAt: Place;
  /** The back ends that are used side by side. */
  readonly backends: readonly BackendName[];
}

/** What hosts are to say, as far as a back end may not be able to. */
export interface FilterWish extends MeshFilter {
  /** What each host lets in. */
  readonly doors: readonly (readonly Door[])[];
  readonly requireEsp: boolean;
  /** Where `requireEsp` is written in the inventory. */
  readonly requireEspAt: Place;
  readonly mssClamp: boolean;
  /** Whether pods may send to a node under an address that only a masquerade behind FORWARD replaces. */
  readonly podsMasqueraded: boolean;
}

/** A back end: a folder beside its siblings, a name in `backend-names.ts` and a line in `backends.ts`. */
export interface Backend {
  /** The files of one host; fails where the back end cannot say what is wanted. */
  readonly files: (filter: HostFilter, mesh: MeshFilter, at: Place) => Result<readonly FilterFile[]>;
  /** What it cannot say, and what should be known of it; once for a mesh, at the place where the inventory names it. */
  readonly check: (wish: FilterWish, at: Place) => readonly Diagnostic[];
}
