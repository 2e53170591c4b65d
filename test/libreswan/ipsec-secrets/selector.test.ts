import { textAt } from '../../../src/diagnostics/diagnostic.ts';
import { selectorKind } from '../../../src/libreswan/ipsec-secrets/selector.ts';
import { releaseRuns } from '../../support/by-release.ts';
import { testGoldenRows } from '../../support/golden-rows.ts';

testGoldenRows('selectors of secrets files', {
  file: 'libreswan/selectors.txt',
  rows: [
    ...[
      '%any',
      '%any6',
      '0.0.0.0',
      '::',
      '10.0.0.1',
      'fd00::1',
      '2001:db8:',
      '10.1',
      '010.0.0.1',
      '0x7f000001',
      '1',
      '1.2.3.256',
    ],
    ...[
      '1.2.3.4.5',
      '::ffff:1.2.3.300',
      '1.2.3.255',
      '999.1.1.1',
      '@a',
      'a@b',
      '@#0x12',
      '@#x',
      'CN=a',
      'CN',
      'x=y',
      '%fromcert',
    ],
    ...[
      'host',
      'host.example',
      'host-',
      '-host',
      'a_b',
      '_',
      'h',
      '1a',
      'a..b',
      '...',
      '.',
      '1.',
      '12.34.',
      'a b',
      'é',
      '',
      '0x',
      '0xg',
    ],
    ...['1.0x2', '1.2.3', '1.2.3.0x4', 'x1.2', 'host!'],
  ],
  title: (text) => `# ${text}`,
  told: (text) =>
    [true, false]
      .map((quoted) => {
        const said = releaseRuns((release) => selectorKind({ text, quoted, at: textAt('f', 1, 1) }, release));
        return `  ${quoted ? 'quoted' : 'bare'}: ${said.map((run) => run.join(' ')).join(', ')}`;
      })
      .join('\n'),
});
