/**
 * How a value is written in ipsec.conf: one table of what needs quotes and what cannot be written, with reasons, and the
 * one function that uses it. Nothing else in swanmesh builds a quoted value.
 *
 * @see libreswan `lib/libipsecconf/parser.l` (3.x), `parser.lex` (4.0–5.2), `lib/libswan/ipsecconf/scanner.lex` (5.3 on)
 */

import { shown } from '../bytes/shown.ts';
import { diagnostic, failed, ok, type Place, type Result, valueAt } from '../diagnostics/diagnostic.ts';

/** One reason to quote a value, or to refuse it. */
export interface QuotingRule {
  /** Matches the values that the rule is about. */
  readonly when: RegExp;
  /** `quote`: the value stands between double quotes. `refuse`: no release has a spelling for it. */
  readonly action: 'quote' | 'refuse';
  /** What the value contains or is; completes "a value of ipsec.conf must not contain …". */
  readonly what: string;
  /** Why, for the reader of this table and of the documentation. */
  readonly reason: string;
}

/** What a value may need, the refusals first. A value that no rule matches stands as it is. */
export const quotingRules: readonly QuotingRule[] = [
  {
    when: /[\n\r]/,
    action: 'refuse',
    what: 'a line break',
    reason: 'a setting ends with its line; there are no continuation lines, and a CR would become part of the value',
  },
  { when: /\0/, action: 'refuse', what: 'a NUL', reason: 'every release cuts the value there without a word' },
  {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
    when: /[\u0001-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/,
    action: 'refuse',
    what: 'a control character',
    reason: 'it would pass the lexer and then stand in logs and terminals',
  },
  {
    when: /"/,
    action: 'refuse',
    what: 'a double quote',
    reason: 'nothing escapes it, neither between quotes nor braces',
  },
  {
    when: /[\ud800-\udfff]/u,
    action: 'refuse',
    what: 'a lone surrogate',
    reason: 'it has no UTF-8',
  },
  { when: /^$/, action: 'quote', what: 'nothing', reason: 'up to 3.32 an empty value swallows the next line' },
  { when: /[ \t]/, action: 'quote', what: 'a blank', reason: 'an unquoted value ends at the first blank' },
  { when: /[{}]/, action: 'quote', what: 'a brace', reason: 'braces are the second kind of quotes' },
  {
    when: /^[0-9]+$/,
    action: 'quote',
    what: 'only digits',
    reason: 'up to 4.15 it would be a number, which a text keyword refuses',
  },
  {
    when: /^%forever$/,
    action: 'quote',
    what: '%forever',
    reason: 'up to 5.2 the lexer turns the bare word into the number 0',
  },
];

/** What most values are made of; unless they are digits alone or `%forever`, they need nothing. */
const plain = /^[A-Za-z0-9@%#=,.:;/_+*~|\\'!?$&()<>[\]^`-]+$/;
const number = /^(?:[0-9]+|%forever)$/;

/**
 * The value as it is written after the `=`: `text` in double quotes where a rule of {@link quotingRules} says so, a `word`
 * (number, boolean, duration, enumeration) never, since quotes change what several releases make of it.
 *
 * Fails with `libreswan/inexpressible-value`.
 *
 * @example quoteValue('O=Example Org, CN=n1', 'text', at) // ok: '"O=Example Org, CN=n1"'
 * @example quoteValue('8h', 'word', at) // ok: '8h'
 */
export function quoteValue(value: string, as: 'text' | 'word', at: Place = valueAt()): Result<string> {
  if (plain.test(value) && (as === 'word' || !number.test(value))) return ok(value);
  let quoted = value;
  for (const rule of quotingRules) {
    if (!rule.when.test(value)) continue;
    if (rule.action === 'refuse') return inexpressible(value, `must not contain ${rule.what}: ${rule.reason}`, at);
    if (as === 'text') quoted = `"${value}"`;
    else if (!/^[0-9]+$|^%forever$/.test(value))
      return inexpressible(value, 'must be one word where no text is expected', at);
  }
  return ok(quoted);
}

function inexpressible(value: string, requirement: string, at: Place): Result<never> {
  return failed(diagnostic('libreswan/inexpressible-value', at, `the value ${shown(value)} ${requirement}`));
}
