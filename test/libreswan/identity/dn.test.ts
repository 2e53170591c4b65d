import { isWritableOid } from '../../../src/libreswan/identity/dn.ts';
import { testGoldenRows } from '../../support/golden-rows.ts';

testGoldenRows('identifiers of attributes', {
  file: 'libreswan/oids.txt',
  rows: [
    ...[
      '2.5.4.3',
      '1.2.3',
      '0.9.1',
      '2.39.1',
      '2.40.1',
      '2.999',
      '3.1',
      '1',
      '1.2',
      '1.39.2147483647',
      '1.2.2147483648',
      '1.2.16384',
    ],
    ...['1.2.16383', '1.2.16385', '1.2.128', '1.2.2097152', '1.2.99999999999999999', '1.2.x', '1.2.0', '1.2.16512'],
  ],
  title: (oid) => `# ${oid}`,
  told: (oid) => `  ${isWritableOid(oid)}`,
});
