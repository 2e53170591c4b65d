/**
 * The verdict against packets: rule sets of nft, iptables-nft and iptables-legacy, loaded together in one namespace, and every
 * question asked with real packets.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { filterProgram } from '../arbitraries/filter-program.ts';
import { type Asked, ask, type Played, playAll } from '../support/packet-filter/arena.ts';
import { describeInWorlds } from '../support/packet-filter/world.ts';
import { hosts, type Shape } from './shapes/hosts.ts';
import { rows } from './shapes/rows.ts';

const tools = ['nft', ...['nft', 'legacy'].flatMap((kind) => [`iptables-${kind}`, `ip6tables-${kind}`])];
const isLong = process.env.SWANMESH_LONG === '1';

const isWrong = ({ answer, passes }: Asked) => answer !== 'cannot-tell' && (answer === 'yes') !== passes;
const told = ({ direction, peer, service, answer, rule }: Asked) =>
  `${direction} ${peer} ${service}: ${answer}, and it is not so (${rule?.text ?? 'no rule'})`;
/** Behind AH over IPv6 iptables-legacy sees what the hosts talk, which nobody knows. */
const isUntold = ({ answer, service, family }: Asked) =>
  answer === 'cannot-tell' && !(service === 'ah' && family === 'ipv6');

function asked(played: Played | undefined): readonly Asked[] {
  if (played?.kind !== 'played') throw new Error(played?.said ?? 'not played');
  return ask(played);
}

describeInWorlds(tools, 'rule sets in the arena', () => {
  const shapes: readonly Shape[] = [...hosts, ...rows];
  let played: readonly Played[] | undefined;

  test.each(shapes.map((shape, i) => ({ shape, why: shape.why, i })))(
    'the verdict is what happens: $why',
    ({ shape, i }) => {
      played ??= playAll(shapes);
      const all = asked(played[i]);
      expect(all.filter(isWrong).map(told)).toEqual([]);
      const reasons: Record<string, number> = {};
      for (const { reason = '' } of all.filter(isUntold)) reasons[reason] = (reasons[reason] ?? 0) + 1;
      expect(reasons).toEqual(shape.untold ?? {});
      // A row in which everything passes would show nothing.
      if (rows.includes(shape)) expect(new Set(all.map(({ passes }) => passes)).size).toBeGreaterThan(0);
    },
  );

  test(
    'no random rule set is called open that drops, or closed that lets pass; few cannot be told',
    () => {
      const amount = Number(process.env.SWANMESH_SETS ?? (isLong ? 2000 : 60));
      const seed = fc.readConfigureGlobal().seed ?? Date.now();
      const count = { sets: 0, refused: 0, questions: 0, right: 0, open: 0, blocked: 0, untold: 0 };
      const reasons = new Map<string, number>();
      const wrong: string[] = [];
      // A bounded number at a time, so that memory and the folder stay small.
      for (let done = 0; done < amount; done += 100) {
        const sets = fc.sample(filterProgram(), { numRuns: Math.min(100, amount - done), seed: seed + done });
        for (const [i, one] of playAll(sets).entries()) {
          count.sets += 1;
          if (one.kind === 'refused') {
            count.refused += 1;
            continue;
          }
          for (const question of ask(one)) {
            count.questions += 1;
            if (question.answer === 'cannot-tell') {
              count.untold += 1;
              const reason = question.reason ?? '';
              reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
            } else if (isWrong(question)) {
              count[question.answer === 'yes' ? 'open' : 'blocked'] += 1;
              wrong.push(`seed ${seed + done}, set ${i}: ${told(question)}\n${JSON.stringify(sets[i])}`);
            } else count.right += 1;
          }
        }
      }
      if (isLong) console.info(JSON.stringify({ seed, ...count, reasons: Object.fromEntries(reasons) }));
      expect(wrong).toEqual([]);
      expect(count.untold).toBeLessThan(count.questions * 0.05);
      expect(count.refused).toBeLessThan(count.sets * 0.05);
    },
    isLong ? 3_600_000 : 120_000,
  );
});
