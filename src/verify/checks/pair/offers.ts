/** What a conn offers in `ike=` and `esp=`. */
import { ahOffers } from '../../../libreswan/proposal/ah.ts';
import { defaultIkeProposals } from '../../../libreswan/proposal/defaults.ts';
import { judgeLoading } from '../../../libreswan/proposal/judge-loading.ts';
import { offeredProposals } from '../../../libreswan/proposal/offered.ts';
import type { Proposals } from '../../../libreswan/proposal/proposals.ts';
import { readProposals, resolveProposals } from '../../../libreswan/proposal/read.ts';
import { atLeast } from '../../../libreswan/release.ts';
import type { Conn } from '../../conn.ts';

/**
 * As written, with what the release fills in, else what the release offers; `undefined` where nothing is written and nobody
 * knows what the host takes instead, and where the release cannot read it: such a conn is lost, and not judged here.
 */
export function offeredIke(conn: Conn): Proposals | undefined {
  const { release, node } = conn.host;
  if (conn.written('ike') === undefined) return defaultIkeProposals(release, node?.platform ?? 'upstream');
  const proposals = read(conn, 'ike');
  if (proposals === undefined) return undefined;
  // What a proposal leaves out, the release fills in from its own list.
  const initial = defaultIkeProposals(release, 'upstream')?.proposals[0];
  const filled = resolveProposals(proposals, release);
  if (initial === undefined) return filled;
  return {
    ...filled,
    proposals: filled.proposals.map((proposal) => ({
      ...proposal,
      prf: proposal.prf.length > 0 ? proposal.prf : initial.prf,
      dh: proposal.dh.length > 0 ? proposal.dh : initial.dh,
    })),
  };
}

/** As written; `undefined` where nothing is written, or the release cannot read it. */
export function offeredEsp(conn: Conn): Proposals | undefined {
  return conn.written('esp') === undefined ? undefined : read(conn, 'esp');
}

/** The integrity algorithms of a conn with `phase2=ah`; `undefined` for every other, and where the release refuses the value. */
export function offeredAh(conn: Conn): readonly string[] | undefined {
  // `ah=` and `phase2alg=` are other names of `esp=`.
  return conn.meaning('phase2') === 'ah' ? ahOffers(conn.written('esp')?.value, conn.host.release) : undefined;
}

function read(conn: Conn, keyword: 'ike' | 'esp'): Proposals | undefined {
  const word = conn.written(keyword);
  if (word === undefined) return undefined;
  const { release } = conn.host;
  if (atLeast(release, '3.28')) {
    // Groups of a Child SA count for nothing with pfs=no; whoever asks for them looks at pfs= first.
    const loaded = judgeLoading(word.value, { protocol: keyword, ikeVersion: 2, pfs: true, release });
    return loaded.kind === 'loaded' ? offeredProposals(loaded, keyword) : undefined;
  }
  const proposals = readProposals(word.value, keyword, [conn.host.release], conn.placeOf(keyword));
  return proposals.kind === 'ok' ? proposals.value : undefined;
}
