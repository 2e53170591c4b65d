import { diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Backend } from '../backend.ts';
import { nftablesFiles } from './files.ts';

/** Codes: `firewall/accept-not-final`. */
export const nftables: Backend = {
  files: (filter, _, at) => nftablesFiles(filter, at),
  check: (_, at) => [
    diagnostic(
      'firewall/accept-not-final',
      at,
      'an accept in our table is not final: every other table must let the packet pass as well',
      { hint: 'where another table drops by default, put the rules in the head of nftables.nft into it' },
    ),
  ],
};
