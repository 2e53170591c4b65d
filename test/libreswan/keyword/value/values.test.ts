/**
 * What every release makes of each kind of value, and what is written instead where it takes none: golden. The same values
 * stand in files that real programs judge (`ipsec-conf/syntax/syntax.tools.test.ts`).
 */
import { findKeyword } from '../../../../src/libreswan/keyword/keyword.ts';
import type { Quotes } from '../../../../src/libreswan/keyword/value/fate.ts';
import { judgeValue } from '../../../../src/libreswan/keyword/value/judge-value.ts';
import { insteadOfValue } from '../../../../src/libreswan/keyword/value/suggest.ts';
import { releaseRuns } from '../../../support/by-release.ts';
import { testGoldenRows } from '../../../support/golden-rows.ts';
import { rows } from './values.ts';

testGoldenRows('what every release makes of values', {
  file: 'libreswan/values.txt',
  rows,
  title: ([keyword, , section = 'conn']) => `# ${section}: ${keyword}=`,
  told: ([keyword, values, section]) =>
    values
      .flatMap((value) => [
        told(section ?? 'conn', keyword, value, 'none'),
        told(section ?? 'conn', keyword, value, 'double'),
      ])
      .join('\n'),
});

function told(section: 'setup' | 'conn', keyword: string, value: string, quotes: Quotes): string {
  const row = findKeyword(section, keyword)?.row;
  if (row === undefined) throw new Error(`no row for ${keyword}`);
  const said = releaseRuns((release) => {
    const fate = judgeValue(row, { value, quotes }, release);
    const instead = fate.kind === 'taken' ? undefined : insteadOfValue(row, { value, quotes }, release);
    return [
      fate.kind,
      'meaning' in fate ? JSON.stringify(fate.meaning) : '',
      'because' in fate ? `(${fate.because})` : '',
      instead === undefined ? '' : `instead ${instead}`,
    ]
      .filter((part) => part !== '')
      .join(' ');
  });
  const shown = quotes === 'double' ? `"${value}"` : value;
  return [`  ${shown}`, ...said.map(([range, what]) => `    ${range}: ${what}`)].join('\n');
}
