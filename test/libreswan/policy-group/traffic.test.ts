import { readGroupTraffic } from '../../../src/libreswan/policy-group/traffic.ts';
import { testGoldenRows } from '../../support/golden-rows.ts';

testGoldenRows('words behind a prefix', {
  file: 'libreswan/traffic.txt',
  rows: [
    ...[
      'tcp 0 22',
      'TCP 1 2',
      'udp 0 0',
      'icmp 8 0',
      '6 0 0',
      '255 0 65535',
      '256 0 0',
      '6 65536 0',
      '6 0 65536',
      '50 0 0',
      '51 0 0',
    ],
    ...[
      '0 0 0',
      '06 0 0',
      '6 00 0',
      'sctp 0 0',
      '6 0',
      '6',
      '',
      '6 0 0 0',
      '6 x 0',
      '6 0 x',
      'x 0 0',
      '6 100000 0',
      'x x',
      'x x x x',
    ],
  ],
  title: (text) => `# ${text}`,
  told: (text) => `  ${JSON.stringify(readGroupTraffic(text.split(' ').filter((word) => word !== ''))) ?? 'none'}`,
});
