import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { resolveConns } from '../../src/libreswan/ipsec-conf/load/resolve.ts';
import { parseConf } from '../../src/libreswan/ipsec-conf/syntax/parse.ts';
import { findKeyword } from '../../src/libreswan/keyword/keyword.ts';
import { logCauses } from '../../src/troubleshoot/causes/index.ts';
import { explainLog } from '../../src/troubleshoot/explain-log.ts';
import { placeCause } from '../../src/troubleshoot/place-cause.ts';
import { readLogLine } from '../../src/troubleshoot/read-log-line.ts';

interface Measured {
  readonly release: string;
  readonly why: string;
  readonly cause: string;
  readonly line: string;
}

const rowsOf = <T>(file: string): readonly T[] =>
  readFileSync(new URL(file, import.meta.url), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as T);
/** Lines of real programs, recorded by `test/daemons/log-causes.test.ts`. */
const measured = rowsOf<Measured>('measured.jsonl');
const idsOf = (log: string | readonly string[]): readonly string[] =>
  explainLog(log).explained.map(({ cause }) => cause.id);

describe('the table of causes', () => {
  test('has at least 80 kinds of line, each with an id of its own, a sentence for cause and change, and a source', () => {
    expect(logCauses.length).toBeGreaterThanOrEqual(80);
    expect(new Set(logCauses.map(({ id }) => id)).size).toBe(logCauses.length);
    for (const { id, cause, change, source, says } of logCauses) {
      expect(id).toMatch(/^[a-z]+(?:-[a-z]+)*$/);
      expect(source, id).toMatch(/, v\d+\.\d+|^Linux, /);
      for (const sentence of [cause, change]) expect(sentence, id).toMatch(/^.{5,}[^.]$/);
      // Shorter words are in lines of every kind.
      for (const fragments of says)
        expect(fragments.join('').length, `${id}: ${fragments.join('…')}`).toBeGreaterThan(8);
    }
  });

  test('names settings that ipsec.conf has', () => {
    const unknown = logCauses.flatMap(({ id, keywords = [] }) =>
      keywords
        .filter((word) => findKeyword('conn', word) === undefined && findKeyword('setup', word) === undefined)
        .map((word) => `${id}: ${word}`),
    );
    expect(unknown).toEqual([]);
  });

  test('no wording of one kind is a wording of another', () => {
    const wordings = logCauses.flatMap(({ says }) => says.map((fragments) => fragments.join('…')));
    expect(new Set(wordings).size).toBe(wordings.length);
  });

  test('has 50 kinds that real programs said here, on two releases where releases say it', () => {
    const releases = new Map<string, Set<string>>();
    for (const { cause, release } of measured) releases.set(cause, (releases.get(cause) ?? new Set()).add(release));
    const often = [...releases.values()].filter((own) => own.size > 1 || own.has('linux'));
    expect(often.length).toBeGreaterThanOrEqual(50);
  });

  test('is docs/log-causes.md, kind by kind', async () => {
    const seen = (id: string): string =>
      [...new Set(measured.flatMap(({ cause, release }) => (cause === id ? [release] : [])))].join(', ') || 'read';
    const row = ({ id, says, cause, change, source }: (typeof logCauses)[number]): string => {
      const words = says[0]?.join('…').replaceAll('|', '\\|');
      return `### ${id}\n\n\`${words?.trim()}\`\n\n- Cause: ${cause}.\n- Change: ${change}.\n- Source: ${source}. Measured: ${seen(id)}.\n`;
    };
    const page = `# Lines of logs, and what they come from\n\nThe table behind \`swanmesh explain-log\`. "Measured" names the releases whose programs said such a line in our tests; "read", that\nit was read in the source. \`…\` stands for anything.\n\n${logCauses.map(row).join('\n')}`;
    await expect(page).toMatchFileSnapshot('../../docs/log-causes.md');
  });
});

describe('explainLog', () => {
  test.each(measured)('$release, $why: $cause', ({ cause, line }) => {
    expect(idsOf(line)).toEqual([cause]);
  });

  const journals = [
    '',
    'Nov 28 08:00:00 node-1 pluto[1234]: ',
    '2026-11-28T08:00:00.123456+00:00 node-1 pluto[1]: ',
    'Nov 28 08:00:00.123456: ',
  ];
  test.each(journals)('what a logger puts before a line changes nothing: %j', (before) => {
    for (const { cause, line } of measured) expect(idsOf(before + line), line).toEqual([cause]);
  });

  test('a healthy mesh has no failure', () => {
    const healthy = rowsOf<{ readonly release: string; readonly line: string }>('healthy.jsonl');
    for (const release of ['4.3', '4.10', '5.2']) {
      const lines = healthy.filter((row) => row.release === release).map(({ line }) => line);
      expect(lines.length).toBeGreaterThan(20);
      const failures = explainLog(lines).explained.filter(({ cause }) => cause.severity !== 'info');
      expect(failures.map(({ text }) => text)).toEqual([]);
    }
  });

  test('of the lines about one conn, those that say most are shown; another conn keeps its own', () => {
    const log = [
      '"a" #1: no RSA public key known for \'CN=b\'',
      '"a" #1: NSS: ERROR: IPsec certificate CN=b invalid: SEC_ERROR_UNKNOWN_ISSUER: not recognized.',
      '"a" #1: encountered fatal error in state STATE_V2_PARENT_R1',
      '"b" #2: encountered fatal error in state STATE_V2_PARENT_R1',
    ];
    const shown = explainLog(log).explained.map(({ conn, cause: { id } }) => `${conn} ${id}`);
    expect(shown).toEqual(['a issuer-unknown', 'b attempt-ended']);
  });

  test('a cause that is said again is counted, and told with the line on which the conn came up', () => {
    const log = [
      '"a"[1] 10.0.0.2 #1: authentication failed: no PSK found for \'b\'',
      '"a"[1] 10.0.0.2 #2: authentication failed: no PSK found for \'b\'',
      '"a"[1] 10.0.0.2 #3: initiator established Child SA using #3; IPsec tunnel',
    ];
    expect(explainLog(log).explained).toMatchObject([
      { line: 1, last: 2, times: 2, upAt: 3, conn: 'a', peer: '10.0.0.2', cause: { id: 'no-secret' } },
    ]);
  });

  test('a counter of the kernel says something where it is above 0', () => {
    expect(idsOf('XfrmInNoStates          \t0')).toEqual([]);
    expect(idsOf('XfrmInNoStates          \t17')).toEqual(['counter-no-state-in']);
  });

  test('any text is read, in time that grows with its length', () => {
    const piece = fc.oneof(fc.string(), fc.constantFrom(...measured.map(({ line }) => line)));
    fc.assert(
      fc.property(fc.array(piece), (lines) => {
        const { explained, lines: read } = explainLog(lines);
        expect(read).toBe(lines.length);
        for (const { line, text } of explained) expect(lines[line - 1]).toContain(text);
      }),
    );
    expect(readLogLine(`"${'a'.repeat(100_000)}`).text.length).toBeLessThan(5000);
    expect(idsOf('IKE_SA_INIT no local proposal matches remote proposals '.repeat(20_000))).toEqual([]);
  });
});

describe('placeCause', () => {
  const { value: conf } = parseConf('conn a\n\tright=10.0.0.2\n\tesp=aes256\nconn b\n\tauto=add\n', '4.10');
  const conns = resolveConns(conf);
  const placeIn = (log: string) => explainLog(log).explained.map((line) => placeCause(line, conns));
  const refused = 'IKE_AUTH response rejected Child SA with NO_PROPOSAL_CHOSEN';
  test.each([
    ['the likeliest setting that is written', `"a" #2: ${refused}`, { line: 3, column: 2, keyword: 'esp' }],
    ['the conn where none of them is', `"b" #2: ${refused}`, { line: 4, column: 1 }],
    ['nothing for a conn that is not there', `"c" #2: ${refused}`, undefined],
    ['nothing without a conn', refused, undefined],
  ])('gives %s', (_, log, place) => {
    const [found] = placeIn(log);
    if (place === undefined) expect(found).toBeUndefined();
    else expect(found).toMatchObject(place);
  });
});
