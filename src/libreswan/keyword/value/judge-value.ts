/**
 * What a release makes of a value, by the kind of its keyword.
 *
 * Up to 4.15 a bare number and the bare word `%forever` are tokens of their own, so quotes matter; from 5.0 every value is
 * a string that is looked at later. Up to 3.27 a value that cannot be read loses the file; from 3.28 to 4.15 the parser
 * complains, nobody listens, and something else is taken.
 *
 * @see libreswan `lib/libipsecconf/parser.y` and `keywords.c` (3.16 to 5.2), and runs of 4.3, 4.10 and 5.2 on every row
 */

import { atLeast, type Release } from '../../release.ts';
import { holdsAt } from '../../spans.ts';
import type { KeywordRow } from '../keyword.ts';
import type { ValueFate, WrittenValue } from './fate.ts';
import { judgeString } from './judge-string.ts';
import { judgeToken } from './judge-token.ts';

/** What the release makes of the value of an effective keyword. */
export function judgeValue(row: KeywordRow, written: WrittenValue, release: Release): ValueFate {
  const kind = holdsAt(row.kind, release);
  return atLeast(release, '5.0') ? judgeString(row, kind, written, release) : judgeToken(row, kind, written, release);
}
