/** Everything that must hold between the nodes of a mesh, one check a file. A new check is a new file and a line here. */
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { checkAddresses } from './check-addresses.ts';
import { checkAh } from './check-ah.ts';
import { checkConnNames } from './check-conn-names.ts';
import { checkCoverage } from './check-coverage.ts';
import { checkEncapsulation } from './check-encapsulation.ts';
import { checkFamilies } from './check-families.ts';
import { checkFips } from './check-fips.ts';
import { checkGroupFamilies } from './check-group-families.ts';
import { checkGroupFlips } from './check-group-flips.ts';
import { checkGroupIdentities } from './check-group-identities.ts';
import { checkGroupMembers } from './check-group-members.ts';
import { checkGroupOverlap } from './check-group-overlap.ts';
import { checkGroupPairs } from './check-group-pairs.ts';
import { checkGroupPlaintext } from './check-group-plaintext.ts';
import { checkGroupReach } from './check-group-reach.ts';
import { checkGroupSettings } from './check-group-settings.ts';
import { checkPostQuantum } from './check-post-quantum.ts';
import { checkStart } from './check-start.ts';
import { checkSubjects } from './check-subjects.ts';
import type { Mesh } from './mesh.ts';

/** The checks in the order in which they report. Each is a pure function of the mesh. */
export const meshChecks: readonly ((mesh: Mesh) => readonly Diagnostic[])[] = [
  checkAddresses,
  checkConnNames,
  checkFamilies,
  checkEncapsulation,
  checkCoverage,
  checkStart,
  checkAh,
  checkFips,
  checkPostQuantum,
  checkSubjects,
  checkGroupSettings,
  checkGroupFlips,
  checkGroupOverlap,
  checkGroupMembers,
  checkGroupPairs,
  checkGroupReach,
  checkGroupPlaintext,
  checkGroupFamilies,
  checkGroupIdentities,
];
