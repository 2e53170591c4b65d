/**
 * What every release makes of each kind of value, and what is written instead where it takes none: golden. The same values
 * stand in files that real programs judge (`ipsec-conf/syntax/syntax.tools.test.ts`).
 */
import { findKeyword, type KeywordRow, type ValueKind } from '../../../../src/libreswan/keyword/keyword.ts';
import type { Quotes } from '../../../../src/libreswan/keyword/value/fate.ts';
import { judgeValue } from '../../../../src/libreswan/keyword/value/judge-value.ts';
import { insteadOfValue } from '../../../../src/libreswan/keyword/value/suggest.ts';
import { releases } from '../../../../src/libreswan/release.ts';
import { releaseRuns } from '../../../support/by-release.ts';
import { testGoldenRows } from '../../../support/golden-rows.ts';
import { testReasons } from '../../../support/reasons.ts';
import { type Row, rows } from './values.ts';

/** The kind that the oldest release gives it. */
const kindOf = ([keyword, , section]: Row): ValueKind => rowOf(section ?? 'conn', keyword).kind[0];

for (const kind of new Set(rows.map(kindOf)))
  testGoldenRows(`what every release makes of values: ${kind}`, {
    file: `values/${kind}.txt`,
    rows: rows.filter((row) => kindOf(row) === kind),
    title: ([keyword, , section = 'conn']) => `# ${section}: ${keyword}=`,
    told: ([keyword, values, section]) =>
      values
        .flatMap((value) => [
          told(section ?? 'conn', keyword, value, 'none'),
          told(section ?? 'conn', keyword, value, 'double'),
        ])
        .join('\n'),
  });

testReasons('why a value is not taken as it is written', 'reasons/values.txt', function* () {
  for (const [keyword, values, section] of rows)
    for (const value of values)
      for (const quotes of ['none', 'double'] as const)
        for (const release of releases) {
          const fate = judgeValue(rowOf(section ?? 'conn', keyword), { value, quotes }, release);
          if ('because' in fate) yield [`${release}: ${keyword}=${shown(value, quotes)}`, fate.because];
        }
});

function rowOf(section: 'setup' | 'conn', keyword: string): KeywordRow {
  const row = findKeyword(section, keyword)?.row;
  if (row === undefined) throw new Error(`no row for ${keyword}`);
  return row;
}

function told(section: 'setup' | 'conn', keyword: string, value: string, quotes: Quotes): string {
  const row = rowOf(section, keyword);
  const said = releaseRuns((release) => {
    const fate = judgeValue(row, { value, quotes }, release);
    const instead = fate.kind === 'taken' ? undefined : insteadOfValue(row, { value, quotes }, release);
    return [
      fate.kind,
      'meaning' in fate ? JSON.stringify(fate.meaning) : '',
      instead === undefined ? '' : `instead ${instead}`,
    ]
      .filter((part) => part !== '')
      .join(' ');
  });
  return [`  ${shown(value, quotes)}`, ...said.map(([range, what]) => `    ${range}: ${what}`)].join('\n');
}

const shown = (value: string, quotes: Quotes): string => (quotes === 'double' ? `"${value}"` : value);
