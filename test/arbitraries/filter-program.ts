/**
 * Rule sets as text for nft and iptables-restore, of every kind of match, statement and target that hosts of clusters have. Type-directed:
 * what a chain's hook does not allow is not written, and addresses and ports are those of `arena.pl` or next to them.
 */
import fc from 'fast-check';
import { restoreText } from './filter-program/iptables.ts';
import { nftTable } from './filter-program/nft.ts';

/** What is loaded into one namespace. */
export interface FilterProgram {
  /** For `nft -f`. */
  readonly nft: string;
  /** For `iptables-nft-restore` and `ip6tables-nft-restore`. */
  readonly tables: Readonly<Partial<Record<'ipv4' | 'ipv6', string>>>;
  /** For `iptables-legacy-restore` and `ip6tables-legacy-restore`. */
  readonly legacy: Readonly<Partial<Record<'ipv4' | 'ipv6', string>>>;
}

const nothing = fc.constant(undefined);

export function filterProgram(): fc.Arbitrary<FilterProgram> {
  const restore = (family: 'ipv4' | 'ipv6') => restoreText(family);
  return fc
    .record({
      nft: fc.oneof(
        { weight: 2, arbitrary: fc.constant('') },
        { weight: 5, arbitrary: nftTable('t0') },
        { weight: 2, arbitrary: fc.tuple(nftTable('t0'), nftTable('t1')).map((texts) => texts.join('\n')) },
      ),
      four: fc.oneof({ weight: 3, arbitrary: nothing }, { weight: 3, arbitrary: restore('ipv4') }),
      six: fc.oneof({ weight: 4, arbitrary: nothing }, { weight: 2, arbitrary: restore('ipv6') }),
      legacyFour: fc.oneof({ weight: 7, arbitrary: nothing }, { weight: 1, arbitrary: restore('ipv4') }),
      legacySix: fc.oneof({ weight: 9, arbitrary: nothing }, { weight: 1, arbitrary: restore('ipv6') }),
      // The native rules may stand in the very table that iptables-nft keeps.
      inTable: fc.oneof({ weight: 6, arbitrary: fc.constant('') }, { weight: 1, arbitrary: nftTable('filter', 'ip') }),
    })
    .map(({ nft, four, six, legacyFour, legacySix, inTable }) => ({
      nft: [nft, inTable].filter((text) => text !== '').join('\n'),
      tables: { ...(four === undefined ? {} : { ipv4: four }), ...(six === undefined ? {} : { ipv6: six }) },
      legacy: {
        ...(legacyFour === undefined ? {} : { ipv4: legacyFour }),
        ...(legacySix === undefined ? {} : { ipv6: legacySix }),
      },
    }));
}
