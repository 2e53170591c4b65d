/** Values of every kind that our readers tell apart, by keyword: golden for each release, and put before the real programs. */

const numbers = [
  '0',
  '7',
  '007',
  '00',
  '%forever',
  '-1',
  '+1',
  '0x64',
  '1.5',
  '.',
  '1 2',
  'x',
  '4294967295',
  '4294967296',
];
const hugeNumbers = ['999999999', '1000000000', '18446744073709551615', '18446744073709551616', '36893488147419103232'];
const times = [
  '8h',
  '8H',
  '90s',
  '2m',
  '3d',
  '1w',
  '500ms',
  '500MS',
  '1y',
  '1h30m',
  '1.5h',
  '.5h',
  '1.h',
  '.h',
  'h',
  '1,5h',
];
const longTimes = [
  '4294967295',
  '4294967296s',
  '71582788m',
  '71582789m',
  '9223372036854775',
  '9223372036854776',
  '0.0000001s',
  '1.18446744073709551615h',
  '1.18446744073709551616h',
  '18446744073709s',
  '18446744073709.6s',
  '18446744073710s',
  '18446744073709551s',
  '18446744073709552s',
  '18446744073709551616s',
];
const booleans = [
  'yes',
  'y',
  'true',
  'on',
  '1',
  'no',
  'n',
  'false',
  'off',
  '0',
  'YES',
  'xyes',
  'x no',
  'maybe',
  'yesno',
  '=yes',
  'enabled',
];
const texts = ['1.2', 'a b', ' a', 'a,b'];
const words = ['%forever', '', '12', ...texts];
const sizes = [
  '1K',
  '1Ki',
  '2KiB',
  '1ki',
  '3Mi',
  '3MiB',
  '1Gi',
  '1Ti',
  '1Pi',
  '1Ei',
  '16Ei',
  '15EiB',
  '1 Ki',
  '1kib',
  '1\u212aiB',
  '1.5KiB',
  '1.5Ki',
  '0.5',
  '1.Ki',
  '8192PiB',
  '16384PiB',
  '1PiB',
  '1KB',
  'Ki',
  '1Kix',
];

export type Row = readonly [keyword: string, values: readonly string[], section?: 'setup'];

export const rows: readonly Row[] = [
  ['leftid', ['@a', ...words]],
  ['left', ['10.0.0.1', ...words]],
  ['leftcert', ['a', ...words]],
  ...['leftrsasigkey', 'leftrsasigkey2', 'leftecdsakey', 'leftpubkey'].map(
    (keyword) => [keyword, ['%forever', '12', ...texts]] as const,
  ),
  ...['leftsubnets', 'connalias', 'ipsec-interface'].map((keyword) => [keyword, words] as const),
  ['also', ['', ...texts]],
  ['nssdir', ['/etc/ipsec.d', '', ...texts], 'setup'],
  ['rekey', booleans],
  ['uniqueids', ['yes', '', 'maybe', '1', 'NO'], 'setup'],
  ['priority', [...numbers, ...hugeNumbers]],
  ['keyingtries', numbers],
  ['keep-alive', [...numbers, ...hugeNumbers, ...times], 'setup'],
  ['dpddelay', [...numbers, ...hugeNumbers, ...times]],
  ['ikelifetime', [...numbers, ...hugeNumbers, ...times, ...longTimes]],
  ['retransmit-interval', [...numbers, ...hugeNumbers, ...times, ...longTimes]],
  ['retransmit-timeout', ['30', '30s', '500ms']],
  ['shuntlifetime', ['30', '30s', '15m', 'x'], 'setup'],
  ['rekeyfuzz', ['0', '50', '50%', '050%', '%', '50%%', '5x%', '']],
  ['ipsec-max-bytes', [...numbers, ...hugeNumbers, ...sizes]],
  ['ipsec-max-packets', [...numbers, ...sizes]],
  ['iptfs-packet-size', ['1400', '1Ki', '1K', 'x']],
  ['auto', ['add', 'ADD', 'route', 'keep', 'foo', 'add,start', 'add foo', 'foo add', ',add', ' ', ',', ...words]],
  ['type', ['tunnel', 'Transport', 'tunnl', 'passthrough', ...words]],
  ['ikev2', ['yes', 'no', 'insist', 'never', 'permit', 'propose', 'maybe']],
  ['keyexchange', ['ike', 'ikev1', 'ikev2', 'IKEv2', 'x']],
  ['phase2', ['esp', 'ah', 'ah+esp', 'x', '1']],
  ['authby', ['rsasig', 'secret', 'secret|rsasig', 'rsasig,ecdsa', 'rsasig:secret', 'never', 'rsa-sha2_256', 'x', '1']],
  ['leftauth', ['rsasig', 'RSASIG', 'x', '', '1']],
  ['nic-offload', ['yes', 'no', 'auto', 'crypto', 'packet', 'x']],
  ['plutodebug', ['none', 'all', 'base', 'all,no-crypt', 'all no-x', 'control', 'x', '1', ''], 'setup'],
  ['ikev1-policy', ['accept', 'reject', 'drop', 'x'], 'setup'],
];

/** A file for each value, bare and between quotes. */
export const files: readonly string[] = rows.flatMap(([keyword, values, section]) =>
  values
    .flatMap((value) => [`\t${keyword}=${value}\n`, `\t${keyword}="${value}"\n`])
    .map((line) =>
      section === 'setup'
        ? `config setup\n${line}conn a\n\tleft=10.0.0.1\n\tright=10.0.0.2\n`
        : `conn a\n${keyword === 'left' ? '' : '\tleft=10.0.0.1\n'}\tright=10.0.0.2\n${line}`,
    ),
);
