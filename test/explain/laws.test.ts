import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Direction, Exchange } from '../../src/explain/explanation.ts';
import { type Case, type EndState, explainCase } from './two-ends.ts';

const auto = fc.constantFrom('ondemand', 'add', 'start', 'ignore', 'keep');
const group = fc.constantFrom('private', 'private-or-clear', 'clear-or-private', 'clear', 'block');
const endState: fc.Arbitrary<EndState | undefined> = fc.option(
  fc.record(
    {
      conn: fc.record(
        {
          auto,
          rightid: fc.constantFrom('"O=system:nodes, CN=system:node:b"', '"O=system:nodes, CN=system:node:a"', '@x'),
        },
        { requiredKeys: ['auto'] },
      ),
      groups: fc.dictionary(
        group,
        fc.array(fc.constantFrom('10.0.0.0/24', '10.0.0.1/32', '10.0.0.2/32', '0.0.0.0/0', 'garbage'), {
          maxLength: 2,
        }),
        { maxKeys: 2 },
      ),
      pluto: fc.constantFrom('running', 'stopped', 'killed', 'unknown'),
      strict: fc.boolean(),
      life: fc.constantFrom('absent', 'added', 'routed'),
      more: fc.constantFrom('', 'conn broken\n\tleft\n', 'nonsense\n'),
    },
    { requiredKeys: [] },
  ),
  { nil: undefined },
) as fc.Arbitrary<EndState | undefined>;
const sa = fc.option(
  fc.oneof(
    fc.record({ kind: fc.constantFrom('unknown', 'none', 'up') }),
    fc.record({ kind: fc.constantFrom('ended', 'failed'), by: fc.constantFrom('a', 'b') }),
  ),
  { nil: undefined },
) as fc.Arbitrary<Case['sa']>;
const anyCase = fc.record({ a: endState, b: endState, sa, first: fc.constantFrom('a', 'b') }) as fc.Arbitrary<Case>;
const release = fc.constantFrom('3.32', '4.3', '4.10', '5.2', '5.4');

const exchanges = ({ first, later }: Direction): readonly Exchange[] => [first, later];

describe('any two hosts in any state', () => {
  test('get an explanation that hangs together', () => {
    fc.assert(
      fc.property(anyCase, release, (of, on) => {
        const { there, back } = explainCase(on as '4.10', of as Case);
        for (const { request, answer, answered } of [there, back].flatMap(exchanges)) {
          expect(request.fate === 'unknown').toBe(request.missing !== undefined);
          // Only what is on the wire arrives, what arrives has met both hosts, and only what arrives is answered.
          if (request.arrives) expect(['encrypted', 'clear']).toContain(request.fate);
          if (request.arrives) expect(request.hops.length).toBe(2);
          expect(answer !== undefined).toBe(request.arrives);
          expect(answered).toBe(answer?.arrives ?? false);
          // Who decides is told: what leaves no trace on the wire has a line for it.
          if (request.fate === 'held' || request.fate === 'refused')
            expect(request.hops[0]?.steps.at(-1)?.at).toBeDefined();
        }
      }),
      { numRuns: 60 },
    );
  });

  test('with the filter on at both ends have nothing on the wire that is readable', () => {
    fc.assert(
      fc.property(anyCase, release, (of, on) => {
        const strict = (end: EndState | undefined): EndState => ({ ...end, strict: true });
        const { there, back } = explainCase(on as '4.10', { ...(of as Case), a: strict(of.a), b: strict(of.b) });
        for (const { request, answer } of [there, back].flatMap(exchanges))
          expect([request.fate, answer?.fate]).not.toContain('clear');
      }),
      { numRuns: 60 },
    );
  });
});
