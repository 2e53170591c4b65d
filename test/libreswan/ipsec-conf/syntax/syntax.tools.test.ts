/**
 * Our reading beside that of the real programs, on random files, well-formed and broken: accepted or refused, faulty conns,
 * and the settings that each conn comes to. `SWANMESH_LONG=1` reads 20,000 files a release.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fromLossless } from '../../../../src/bytes/lossless-utf8.ts';
import { valueAt } from '../../../../src/diagnostics/diagnostic.ts';
import { explainConf } from '../../../../src/libreswan/ipsec-conf/load/explain-conf.ts';
import { parseConf } from '../../../../src/libreswan/ipsec-conf/syntax/parse.ts';
import { printConn } from '../../../../src/libreswan/ipsec-conf/syntax/print.ts';
import { fateOf, findKeyword, lookupKeyword } from '../../../../src/libreswan/keyword/keyword.ts';
import { hostileText } from '../../../arbitraries/conf-document.ts';
import { anyConf, keywordNames } from '../../../arbitraries/ipsec-conf.ts';
import {
  type DebianRelease,
  debianReleases,
  describeWithReleases,
  type ReleaseTools,
} from '../../../support/debian/release-tools.ts';
import { type Judgement, judgeAll, rewrittenConns } from '../../../support/ipsec-conf-judge.ts';
import { files as everyValue } from '../../keyword/value/values.ts';
import { texts as everyKind } from '../texts.ts';

const runs = process.env.SWANMESH_LONG ? 20_000 : 400;
const batch = 500;
const seed = Number(
  process.env.SWANMESH_SEED ??
    (process.env.SWANMESH_LONG === undefined ? 20261122 : Math.floor(Math.random() * 0x7fffffff)),
);

describeWithReleases(debianReleases, 'reads ipsec.conf as we do', (tools) => {
  test(`${runs} files (seed ${seed})`, { timeout: 3_600_000 }, () => {
    expect(disagreements(fc.sample(anyConf, { numRuns: runs, seed }), tools).slice(0, 20)).toEqual([]);
  });

  test('files of every kind', { timeout: 300_000 }, () => {
    expect(disagreements(everyKind, tools)).toEqual([]);
  });

  test('values of every kind', { timeout: 300_000 }, () => {
    expect(disagreements(everyValue, tools)).toEqual([]);
  });
});

describeWithReleases(debianReleases, 'knows the keywords of the table and no others', (tools) => {
  test.each(['setup', 'conn'] as const)('in a section %s', { timeout: 300_000 }, (section) => {
    const header = section === 'setup' ? 'config setup' : 'conn a';
    const names = [...new Set(keywordNames)].filter((name) => findKeyword(section, name) !== undefined);
    const judgements = judgeAll(
      tools,
      names.map((name) => `${header}\n\t${name}="10.0.0.1"\n`),
    );
    const wrong = names.flatMap((name, i) => {
      const { said } = judgements[i] ?? { said: '' };
      const row = lookupKeyword(section, name, tools.release)?.row;
      const isUnknown = /syntax error \[[^\]]{2,}\]|unrecognized keyword/.test(said) && !/invalid value/.test(said);
      const isBoolean = row !== undefined && !/^5/.test(tools.release) && /syntax error/.test(said);
      const fate = isUnknown && !isBoolean ? 'unknown' : /obsolete/.test(said) ? 'obsolete' : 'effective';
      const ours = row === undefined ? 'unknown' : fateOf(row, tools.release);
      return fate === ours ? [] : [{ name, ours, said }];
    });
    expect(wrong).toEqual([]);
    expect(names.length).toBeGreaterThan(section === 'setup' ? 60 : 150);
  });
});

describeWithReleases(['4.3', '4.10'], 'gets exactly the values that were printed', (tools) => {
  test('of texts that try to get out of their quotes', () => {
    const printed = fc.sample(hostileText, { numRuns: 300, seed }).flatMap((value) => {
      const settings = [
        { keyword: 'leftid', value },
        { keyword: 'mtu', value: '1400' },
      ];
      const text = printConn({ kind: 'conn', name: 'a', settings }, [tools.release], valueAt('conn'));
      return text.kind === 'ok' ? [{ value, text: text.value }] : [];
    });
    expect(printed.length).toBeGreaterThan(60);
    const judgements = judgeAll(
      tools,
      printed.map(({ text }) => fromLossless(text)),
    );
    printed.forEach(({ value }, i) => {
      const { status, said, rewritten } = judgements[i] ?? { status: -1, said: '', rewritten: '' };
      expect({ status, said }).toEqual({ status: 0, said: '' });
      const lines = rewritten.split('\n').filter((line) => /^conn|leftid|mtu/.test(line));
      expect(lines).toEqual(['conn a', `\tleftid="${bytesAsLatin1(value)}"`, '\tmtu=1400']);
    });
  });
});

/** What of the texts the release reads otherwise than we do. */
function disagreements(all: readonly string[], tools: ReleaseTools): readonly string[] {
  const wrong: string[] = [];
  for (let start = 0; start < all.length; start += batch) {
    const some = all.slice(start, start + batch);
    const judgements = judgeAll(tools, some.map(fromLossless));
    some.forEach((text, i) => {
      const judgement = judgements[i];
      if (judgement === undefined) return;
      try {
        compare(text, judgement, tools.release);
      } catch (error) {
        wrong.push(error instanceof Error ? error.message : String(error));
      }
    });
  }
  return wrong;
}

function compare(text: string, judgement: Judgement, release: DebianRelease): void {
  const { value: conf } = parseConf(text, release);
  const { loaded, conns } = explainConf(conf, release);
  const about = `seed ${seed}, libreswan ${release} said ${JSON.stringify(judgement.said)} of ${JSON.stringify(text)}`;
  expect({ loaded }, about).toEqual({ loaded: judgement.status === 0 });
  if (!loaded) return;
  // It ended before it had said all: nothing to compare.
  if (judgement.rewriteStatus >= 128) return;
  const rewritten = rewrittenConns(judgement.rewritten, release);
  expect(
    conns.map(({ name }) => bytesAsLatin1(name)),
    about,
  ).toEqual(rewritten.map(({ name }) => name));
  conns.forEach((conn, i) => {
    const lines = new Set(rewritten[i]?.lines);
    for (const [keyword, print] of printed(release)) {
      // Of a conn that is faulty by itself the programs up to 4.15 print no texts.
      if (conn.lost && release !== '5.2' && texts.has(keyword)) continue;
      const value = conn.settings.get(keyword)?.value;
      // 4.3 takes a malformed duration for a number that nobody defined (facts of 3.32 and 4.3); we take it for none.
      if (release === '4.3' && value === undefined && durations.has(keyword)) continue;
      const all = [...lines].filter((line) => line.startsWith(`${keyword}=`));
      const expected = value === undefined ? [] : [`${keyword}=${bytesAsLatin1(print(value))}`];
      expect({ conn: conn.name, lines: all }, about).toEqual({ conn: conn.name, lines: expected });
    }
  });
  if (release !== '5.2') {
    const faulty = [...judgement.said.matchAll(/while loading '(.*)': /g)].map((match) => match[1]);
    const compared = conns.filter(({ settings }) => !structured.some((keyword) => settings.has(keyword)));
    for (const conn of compared) {
      // 4.3 takes malformed durations for garbage, which may be the same twice.
      if (
        release === '4.3' &&
        [...durations].some((keyword) => conn.settings.get(keyword)?.value === undefined && conn.settings.has(keyword))
      )
        continue;
      const name = bytesAsLatin1(conn.name);
      const isAlone = conns.filter((other) => other.name === conn.name).length === 1;
      // A conn that is called faulty may be loaded all the same: see running-plutos.tools.test.ts.
      const isFaulty =
        conn.lost ||
        conn.findings.some(({ code, message }) => code === 'libreswan/missing-conn' || /complains, and/.test(message));
      if (isAlone) expect({ name, isFaulty }, about).toEqual({ name, isFaulty: faulty.includes(name) });
    }
  }
}

/** What `readwriteconf` prints of a conn, and how. */
function printed(release: DebianRelease): readonly (readonly [keyword: string, print: (value: string) => string])[] {
  const asIs = (value: string): string => value;
  const time = (value: string): string => (release === '4.10' ? value : String(Number(value) / 1000));
  const quoted = (value: string): string => `"${value}"`;
  const common = [
    ['mtu', asIs],
    ['priority', asIs],
    ['reqid', asIs],
    ['metric', asIs],
    ['replay-window', asIs],
    ['ipsec-max-bytes', asIs],
    ['ipsec-max-packets', asIs],
    ['ikelifetime', time],
    ['salifetime', time],
    ['rekeymargin', time],
  ] as const;
  if (release === '5.2') return common;
  return [...common, ['leftid', quoted], ['rightid', quoted], ['rekey', asIs], ['connalias', asIs], ['ike', asIs]];
}

/**
 * Where we deviate on purpose: a conn with one of these is not compared, for the programs look into their values, some by
 * asking DNS. What we say of such values are the findings of `checkConn`, with tests of their own.
 */
const structured: readonly string[] = [
  'authby',
  'mark',
  'mark-in',
  'mark-out',
  'redirect-to',
  'send-redirect',
  ...['left', 'right'].flatMap((side) =>
    [
      'subnet',
      'sourceip',
      'nexthop',
      'vti',
      'protoport',
      'addresspool',
      'ckaid',
      'interface-ip',
      'rsasigkey',
      'pubkey',
      'ecdsakey',
    ].map((name) => `${side}${name}`),
  ),
];

const durations: ReadonlySet<string> = new Set(['ikelifetime', 'salifetime', 'rekeymargin']);
const texts: ReadonlySet<string> = new Set(['leftid', 'rightid', 'connalias', 'ike']);

function bytesAsLatin1(text: string): string {
  return Buffer.from(fromLossless(text)).toString('latin1');
}
