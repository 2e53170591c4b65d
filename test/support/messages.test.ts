import { describe, expect, test } from 'vitest';
import type { Diagnostic, DiagnosticCode } from '../../src/diagnostics/diagnostic.ts';
import { type AllSeen, judgeExamples, parseExamples, printExamples, sayingOf, see } from './messages.ts';

const a = 'mesh/duplicate-address' as DiagnosticCode;
const b = 'mesh/unknown-node' as DiagnosticCode;

/** What a test file saw that made these sayings of the code. */
const seen = (example: string | undefined, ...sayings: readonly string[]) =>
  sayings.reduce(
    (before: AllSeen[string] | undefined, saying) => see(before, saying, example),
    undefined,
  ) as AllSeen[string];

test('an example is severity, sentence, hint and what other places are said to be, without any place', () => {
  const at = { kind: 'value', path: ['x'] } as const;
  const finding: Diagnostic = {
    code: a,
    severity: 'error',
    message: 'one address',
    at,
    hint: 'take another',
    related: [{ at, message: 'the first' }],
  };
  expect(sayingOf(finding)).toBe('  error: one address\n  hint: take another\n  see: the first');
});

test('the file is read as it is printed, in the order of the codes', () => {
  const examples = new Map([
    [b, '  error: y\n  hint: z'],
    [a, '  info: x'],
  ]);
  const text = printExamples(examples);
  expect(text).toBe(`${a}\n  info: x\n\n${b}\n  error: y\n  hint: z\n`);
  expect(new Map(parseExamples(text))).toEqual(examples);
});

describe('after a run', () => {
  test('an example stays while anything says it, whatever else is said', () => {
    const examples = new Map([[a, 'longer']]);
    const runs = [{ [a]: seen('longer', 'x') }, { [a]: seen('longer', 'y', 'longer') }];
    expect(judgeExamples([a], examples, runs)).toEqual({ faults: [], examples });
  });

  test('an example that nothing says any more gives way to the shortest that quotes something, and of those to the first by its text', () => {
    const runs = [{ [a]: seen('old', 'long one', 'zz') }, { [a]: seen('old', 'yy', '""') }];
    expect(judgeExamples([a], new Map([[a, 'old']]), runs)).toEqual({
      faults: [`${a}: nothing says its example any more`],
      examples: new Map([[a, 'yy']]),
    });
  });

  test('a code that no test provoked is a fault, and has no example', () => {
    const { faults, examples } = judgeExamples([a, b], new Map([[a, 'x']]), [{ [a]: seen('x', 'x') }]);
    expect(faults).toEqual([`${b}: no unit test provokes it`]);
    expect([...examples.keys()]).toEqual([a]);
  });

  test('an example of what is no code is a fault and goes', () => {
    const { faults, examples } = judgeExamples([a], new Map([['x/gone', 'x']]), [{ [a]: seen(undefined, 'x') }]);
    expect(faults).toEqual(['x/gone is no code', `${a}: it has no example yet`]);
    expect([...examples]).toEqual([[a, 'x']]);
  });
});
