import { type Diagnostic, diagnostic } from '../../../diagnostics/diagnostic.ts';
import type { Proposal, Proposals } from '../../../libreswan/proposal/proposals.ts';
import { resolveProposals } from '../../../libreswan/proposal/read.ts';
import { type EspEnd, pairTransforms } from '../../../libreswan/proposal/select.ts';
import type { Conn } from '../../conn.ts';
import { otherEnd, type PairCheck } from '../check.ts';
import { writeLine } from '../write-line.ts';
import { offeredAh, offeredEsp, offeredIke } from './offers.ts';

/**
 * `verify/no-common-proposal`: what the two ends offer in `ike=` and `esp=` has something in common. Where an end
 * leaves `ike=` to crypto-policies, or to a release of which the default is not known, that cannot be told, and is a
 * warning.
 */
export const checkProposals: PairCheck = (a, b, { blame, remember }) => {
  const findings: Diagnostic[] = [];
  const key = (keyword: string): string =>
    [a, b]
      .map((conn) =>
        [conn.host.kind, conn.written(keyword)?.id, conn.written('sha2-truncbug')?.id, conn.written('phase2')?.id].join(
          ' ',
        ),
      )
      .join(', ');
  if (remember(`esp ${key('esp')}`, () => haveNoEspInCommon(a, b)))
    findings.push(apart(a, b, 'esp', blame(a, b, 'esp')));
  const [ikeA, ikeB] = [a.written('ike'), b.written('ike')];
  if (ikeA === undefined && ikeB === undefined) return findings;
  if (offeredIke(a) === undefined || offeredIke(b) === undefined) {
    const [written, other] = ikeA === undefined ? [b, a] : [a, b];
    if (ikeA === undefined || ikeB === undefined) findings.push(untold(written, other));
  } else if (remember(`ike ${key('ike')}`, () => haveNoIkeInCommon(a, b)))
    findings.push(apart(a, b, 'ike', blame(a, b, 'ike')));
  return findings;
};

/** Whether nothing in `esp=`, or with `phase2=ah` in `ah=`, is offered by both. */
export function haveNoEspInCommon(a: Conn, b: Conn): boolean {
  const [mine, theirs] = [offeredAh(a), offeredAh(b)];
  if (mine !== undefined && theirs !== undefined) return !mine.some((name) => theirs.includes(name));
  const offer = (conn: Conn): EspEnd => {
    const esp = offeredEsp(conn);
    return {
      releases: [conn.host.release],
      platform: conn.host.node?.platform ?? 'upstream',
      ...(esp === undefined ? {} : { esp }),
      truncbug: conn.written('sha2-truncbug')?.meaning === 'yes',
    };
  };
  return pairTransforms(offer(a), offer(b), a.at).kind === 'failed';
}

/** Whether nothing in `ike=` is offered by both; what is not known may be. */
export function haveNoIkeInCommon(a: Conn, b: Conn): boolean {
  const [one, other] = [offeredIke(a), offeredIke(b)];
  if (one === undefined || other === undefined) return false;
  return !haveCommonIke(resolveProposals(one, a.host.release), resolveProposals(other, b.host.release));
}

function untold(written: Conn, other: Conn): Diagnostic {
  return diagnostic(
    'verify/no-common-proposal',
    written.placeOf('ike'),
    'ike= must be written on both ends to tell whether they have a proposal in common',
    {
      severity: 'warning',
      related: [otherEnd(other, 'ike')],
      hint: 'write the same ike= on both ends, or on neither',
    },
  );
}

function apart(a: Conn, b: Conn, keyword: 'ike' | 'esp', bad: Conn): Diagnostic {
  const good = bad === a ? b : a;
  const wanted = good.written(keyword)?.value;
  return diagnostic(
    'verify/no-common-proposal',
    bad.placeOf(keyword),
    `${keyword}= must have a proposal in common with that of ${good.host.name}`,
    {
      ...(wanted === undefined
        ? { hint: `write ${keyword}= on both ends, or on neither` }
        : writeLine(bad, keyword, wanted)),
      related: [otherEnd(good, keyword)],
    },
  );
}

function haveCommonIke(a: Proposals, b: Proposals): boolean {
  return a.proposals.some((one) => b.proposals.some((other) => overlap(one, other)));
}

/** An empty list is what the release fills in, which may be anything that the other names. */
function overlap(a: Proposal, b: Proposal): boolean {
  const meet = (x: readonly string[], y: readonly string[]): boolean =>
    x.length === 0 || y.length === 0 || x.some((value) => y.includes(value));
  const ciphers = (p: Proposal): readonly string[] =>
    p.encryption.flatMap(({ name, keyBits }) =>
      keyBits === undefined ? [128, 192, 256].map((bits) => `${name} ${bits}`) : [`${name} ${keyBits}`],
    );
  const isSame =
    meet(ciphers(a), ciphers(b)) && meet(a.integrity, b.integrity) && meet(a.prf, b.prf) && meet(a.dh, b.dh);
  return isSame && haveCommonAdditional(a.additional ?? [], b.additional ?? []);
}

type Additional = NonNullable<Proposal['additional']>;

/**
 * Slot by slot an exchange in common, and a slot that one end names the other names too: an initiator that offers an exchange or
 * none is refused by a responder that does not name it, also between two 5.4. An older release has no slots.
 *
 * @see RFC 7296 §3.3.6; `test/daemons/post-quantum.test.ts`
 */
function haveCommonAdditional(a: Additional, b: Additional): boolean {
  return (
    a.length === b.length &&
    a.every((names, i) => names.some((name) => b[i]?.includes(name)) || (names.length === 0 && b[i]?.length === 0))
  );
}
