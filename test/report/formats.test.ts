import fc from 'fast-check';
import type { Log } from 'sarif';
import { describe, expect, test } from 'vitest';
import { type DiagnosticCode, severities } from '../../src/diagnostics/codes.ts';
import { type Diagnostic, textAt, valueAt } from '../../src/diagnostics/diagnostic.ts';
import { newFindings } from '../../src/report/baseline.ts';
import { fingerprints } from '../../src/report/fingerprint.ts';
import { reportFormats } from '../../src/report/formats/index.ts';
import { printReport } from '../../src/report/print-report.ts';

/** A finding that is no example of its code. */
const made = (
  code: DiagnosticCode,
  at: Diagnostic['at'],
  message: string,
  more: Partial<Diagnostic> = {},
): Diagnostic => ({ code, severity: severities[code], message, at, ...more });

const hostile = fc.oneof(
  fc.string(),
  fc.constantFrom(
    '\u001b[2J',
    'a\nb',
    '\r',
    '%0A::error::',
    '\u202e',
    '</failure>',
    ']]>',
    '"',
    '\ud800',
    '\u0000',
    ',:',
  ),
);
const place = fc.oneof(
  fc.array(fc.oneof(hostile, fc.nat(9))).map((path) => valueAt(...path)),
  fc
    .record({ file: hostile, line: fc.integer({ min: 1, max: 99 }), column: fc.integer({ min: 1, max: 99 }) })
    .map(({ file, line, column }) => textAt(file, line, column)),
);
const findings: fc.Arbitrary<readonly Diagnostic[]> = fc.array(
  fc
    .record({
      code: fc.constantFrom(...(Object.keys(severities) as DiagnosticCode[])),
      at: place,
      message: hostile,
      hint: fc.option(hostile, { nil: undefined }),
    })
    .map(({ code, at, message, hint }) =>
      made(code, at, message, { ...(hint === undefined ? {} : { hint }), related: [{ at, message }] }),
    ),
);
const reportOf = (found: readonly Diagnostic[]) => ({ findings: found, command: 'verify', swanmesh: '0.2.0' });
const printed = (name: string, found: readonly Diagnostic[]): string => printReport(name, reportOf(found)) ?? '';

const expired = made('x509/expired', textAt('hosts/a/ipsec.conf', 3, 2), 'certificate expired at noon', {
  hint: 'renew it',
  related: [{ at: valueAt('nodes', 'a'), message: 'its host' }],
});
const missing = made('verify/missing-conn', valueAt('nodes', 'b'), 'a has no conn for b');

describe('every format', () => {
  test.each(reportFormats.map(({ name }) => name))('%s: whatever a finding quotes stays inside', (name) => {
    fc.assert(
      fc.property(findings, (found) => {
        const text = printed(name, found);
        // Nothing that moves a cursor or ends a line early; JSON escapes what it holds.
        if (name === 'github') {
          expect(text.split('\n')).toHaveLength(found.length + 1);
          for (const line of text.split('\n').slice(0, -1)) expect(line).toMatch(/^::(?:error|warning|notice) /);
        }
        if (name === 'github' || name === 'junit')
          expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u);
        if (name === 'junit') {
          expect(text.match(/<failure |<system-out>/g)?.length ?? 0).toBe(new Set(found.map(({ code }) => code)).size);
          expect(text.replace(/<\/?[a-z-]+(?: [a-z]+="[^"<>]*")*\/?>|<\?xml[^<>]*\?>/g, '')).not.toMatch(/[<>]/);
        }
        if (name === 'gitlab' || name === 'sarif') JSON.parse(text);
      }),
    );
  });

  test('an unknown one is none', () => expect(printReport('html', reportOf([]))).toBeUndefined());
});

describe('the report for', () => {
  test('GitHub names file, line and column, or says the path', () => {
    expect(printed('github', [expired, missing])).toBe(
      '::error file=hosts/a/ipsec.conf,line=3,col=2,title=x509/expired::certificate expired at noon%0Ahint: renew it\n' +
        '::error title=verify/missing-conn::nodes.b: a has no conn for b\n',
    );
  });

  test('GitLab has a severity of its scale, and a fingerprint for each', () => {
    expect(JSON.parse(printed('gitlab', [expired, missing]))).toMatchObject([
      {
        check_name: 'x509/expired',
        severity: 'critical',
        location: { path: 'hosts/a/ipsec.conf', lines: { begin: 3 } },
      },
      { check_name: 'verify/missing-conn', location: { path: 'nodes.b', lines: { begin: 1 } } },
    ]);
  });

  test('SARIF has a rule a code, and each result points to its rule and its places', () => {
    const log = JSON.parse(printed('sarif', [expired, missing, expired])) as Log;
    const [run] = log.runs;
    expect(run?.tool.driver.rules?.map(({ id }) => id)).toEqual(['verify/missing-conn', 'x509/expired']);
    expect(run?.results?.map(({ ruleIndex }) => ruleIndex)).toEqual([1, 0, 1]);
    expect(run?.results?.[0]).toMatchObject({
      level: 'error',
      message: { text: 'certificate expired at noon. renew it.' },
      locations: [{ physicalLocation: { artifactLocation: { uri: 'hosts/a/ipsec.conf' }, region: { startLine: 3 } } }],
      relatedLocations: [
        { id: 0, logicalLocations: [{ fullyQualifiedName: 'nodes.a' }], message: { text: 'its host' } },
      ],
    });
  });

  test('SARIF has the change that a finding carries, as a region and its text', () => {
    const at = { ...textAt('a.conf', 2, 3), endLine: 2, endColumn: 8 };
    const log = JSON.parse(printed('sarif', [{ ...expired, fix: { at, text: 'right', safe: true } }])) as Log;
    expect(log.runs[0]?.results?.[0]?.fixes).toEqual([
      {
        description: { text: 'renew it' },
        artifactChanges: [
          {
            artifactLocation: { uri: 'a.conf' },
            replacements: [
              {
                deletedRegion: { startLine: 2, startColumn: 3, endLine: 2, endColumn: 8 },
                insertedContent: { text: 'right' },
              },
            ],
          },
        ],
      },
    ]);
  });

  test('SARIF writes a path as a reference', () => {
    const uri = (file: string): unknown =>
      (JSON.parse(printed('sarif', [{ ...expired, at: textAt(file, 1, 1) }])) as Log).runs[0]?.results?.[0]
        ?.locations?.[0]?.physicalLocation?.artifactLocation?.uri;
    expect(uri('/etc/ipsec d/a#b.conf')).toBe('file:///etc/ipsec%20d/a%23b.conf');
    expect(uri('./a:b')).toBe('a%3Ab');
  });

  test('JUnit fails a case an erroneous code, and passes one where nothing was found', () => {
    const warning = made('x509/expires-soon', valueAt('nodes', 'a'), 'a & b');
    expect(printed('junit', [expired, warning])).toContain('<testsuites tests="2" failures="1" errors="0">');
    expect(printed('junit', [warning])).toContain('<system-out>nodes.a: warning: a &amp; b</system-out>');
    expect(printed('junit', [])).toContain('<testcase classname="swanmesh.verify" name="no finding" time="0"/>');
  });
});

describe('a fingerprint', () => {
  test('is each finding’s own, and stays when its line moves', () => {
    const moved = { ...expired, at: textAt('hosts/a/ipsec.conf', 9, 1) };
    const [first, again, second] = [fingerprints([expired]), fingerprints([moved]), fingerprints([expired, expired])];
    expect(again).toEqual(first);
    expect(new Set(second).size).toBe(2);
    fc.assert(fc.property(findings, (found) => void expect(new Set(fingerprints(found)).size).toBe(found.length)));
  });
});

describe('newFindings', () => {
  test('leaves out what was known, also where its line moved; of several alike as many as were known', () => {
    const moved = { ...expired, at: textAt('hosts/a/ipsec.conf', 9, 1) };
    expect(newFindings([moved, missing], [expired])).toEqual([missing]);
    expect(newFindings([expired, moved], [expired])).toEqual([moved]);
  });

  test('against itself nothing is new, against nothing everything', () => {
    fc.assert(
      fc.property(findings, (found) => {
        expect(newFindings(found, found)).toEqual([]);
        expect(newFindings(found, [])).toEqual(found);
      }),
    );
  });
});
