/**
 * The registry of facts: what is gathered of a host besides its configuration. A new fact is a file beside its siblings, its name
 * and a line here, and a command in `collect.sh`; `verify --require`, what was not asked, and the schema follow.
 */
import { addresses } from './addresses.ts';
import { certificates } from './certificates.ts';
import type { Fact } from './fact.ts';
import { modes } from './file-modes.ts';
import { filter } from './filter.ts';
import { policy } from './kernel-policies.ts';
import { links } from './links.ts';
import { nicknames } from './nicknames.ts';
import { release } from './release.ts';
import { revocation } from './revocation-lists.ts';
import { status } from './status.ts';

/** The names, in the order in which they are listed. */
export const factNames = [
  'release',
  'certificates',
  'nicknames',
  'revocation',
  'addresses',
  'links',
  'filter',
  'status',
  'modes',
  'policy',
] as const;

/** The word of a fact in `verify --require` and in what was not asked. */
export type FactName = (typeof factNames)[number];

export const facts: Readonly<Record<FactName, Fact>> = {
  release,
  certificates,
  nicknames,
  revocation,
  addresses,
  links,
  filter,
  status,
  modes,
  policy,
};
