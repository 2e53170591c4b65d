/**
 * Configurations for a running pluto, many conns in each: settings of every kind, well-formed for the most part, in
 * combinations that nobody would write. Addresses are those of the test's own interface. No value here ends a program, and
 * none asks DNS.
 */
import fc from 'fast-check';
import { type KeywordRow, keywordRows } from '../../src/libreswan/keyword/keyword.ts';
import { loadedProposal as anyProposal } from './loaded-proposal.ts';

type Text = fc.Arbitrary<string>;

const of = (...words: readonly string[]): Text => fc.constantFrom(...words);
const weighted = (good: readonly string[], odd: readonly string[] = []): Text =>
  odd.length === 0
    ? of(...good)
    : fc.oneof({ weight: 6, arbitrary: of(...good) }, { weight: 1, arbitrary: of(...odd) });

/** Sequence numbers are left to `algparse`. */
const loadedProposal = anyProposal.filter((text) => !/sn=/i.test(text));

const numbers = weighted(
  ['0', '1', '5', '32', '64', '100', '500', '1400', '4500', '10000', '16383', '65535'],
  [
    '16384',
    '65536',
    '4294967295',
    '4294967296',
    '-1',
    'foo',
    '1k',
    '0x10',
    '010',
    '08',
    '1.5',
    ' 7',
    '"5"',
    '"0x5"',
    '',
  ],
);
const durations = weighted(
  ['30', '60s', '5m', '1h', '8h', '1d', '0', '3600', '86400s', '"1h"'],
  ['2d', '1w', 'foo', '1x', '-1', '1.5h', '500ms', '100000h', '1h30m', ''],
);
const quantities = weighted(['1000', '1Ki', '1Mi', '10Gi', '0'], ['1K', '1KiB', '1MB', 'foo', '-1', '1.5Ki', '16Ei']);
const percents = weighted(['100%', '0%', '50%', '200%'], ['100', '0', 'foo', '-1%', '3000000000%']);
const booleans = weighted(['yes', 'no', 'yes', 'no'], ['true', 'off', 'on', 'y', 'YES', 'maybe', '1', '""', 'No']);

const address = weighted(
  ['192.0.2.2', '192.0.2.3', '198.51.100.9', '2001:db8::2', '2001:db8::3'],
  ['192.0.2.300', '0x c0', '10', '192.0.2', '010.1.1.1', '0xc0000207', '::', '0.0.0.0', '::ffff:192.0.2.9', '1:2'],
);
const left = weighted(['192.0.2.1', '192.0.2.1', '192.0.2.1', '2001:db8::1', '%defaultroute'], ['%any', '192.0.2.77']);
const right = weighted(
  ['192.0.2.2', '192.0.2.2', '192.0.2.2', '2001:db8::2', '%any'],
  ['%group', '%opportunisticgroup', '0.0.0.0', '::', '%any6', '%any4', '%defaultroute', '%direct', '%opportunistic'],
);
const subnet = weighted(
  [
    ...['10.1.0.0/16', '10.2.0.0/24', '10.3.0.1/32', '0.0.0.0/0', '2001:db8:1::/64', '2001:db8:2::/48', '::/0'],
    ...['192.0.2.0/24', '10.1.0.0/255.255.0.0'],
  ],
  [
    ...[
      '10.1.0.5/16',
      '10.1/16',
      '10.1.0.0',
      '10.1.0.0/33',
      '10.1.0.0/255.0.255.0',
      '2001:db8:1::5',
      '0/0',
      '%default',
    ],
    ...['2001:db8::/129', '10.1.0.0/0x10', '10.1.0.0/010', 'vhost:%priv,%no', '10.1.0.0/16/tcp/22', '10.1.0.0/16/foo'],
    ...[
      '10.1.0.0/-1',
      '2001:db8:1::/ffff::',
      '10.1.0.0/16,10.2.0.0/16',
      '10.1.0.0/16,2001:db8:1::/64',
      '10.1.0.0/',
      '',
    ],
    ...['0x0a010000/16', '10.1.0.0/16/17/0', '2001:db8:1::5/64', '10.1.0.0/16 10.2.0.0/16'],
  ],
);
const list = (part: Text): Text =>
  fc
    .tuple(fc.array(part, { minLength: 1, maxLength: 3 }), of(' ', ',', ', '))
    .map(([parts, by]) => `{${parts.filter((one) => !/[{}"]/.test(one)).join(by)}}`);
const pool = weighted(
  ['10.5.0.0/24', '10.6.0.10-10.6.0.20', '2001:db8:5::/97', '10.7.0.0/16', '10.8.0.1'],
  [
    ...['10.5.0.0/28', '10.9.0.9-10.9.0.1', 'foo', '0.0.0.0/0', '2001:db8:5::1-2001:db8:5::5', '10.5.0.0/33'],
    ...['10.5.0.0/24,2001:db8:5::/97', '10.5.0.0/24,10.6.0.0/24', '10.5.0.5/24', '', '10.6.0.10-2001:db8::1'],
  ],
);
const protoport = weighted(
  ['tcp/22', 'udp/53', '17/1701', '6/443', 'icmp', '47', 'tcp', 'udp/%any', '17/%any', 'tcp/0', '0/0', '0'],
  [
    'tcp/70000',
    '0/5',
    'foo',
    'foo/22',
    'tcp/foo',
    '256',
    '%any',
    '%any/%any',
    '/22',
    'tcp/',
    '',
    'TCP/22',
    '-1',
    '0x11/5',
    'udpx/5',
  ],
);
const source = weighted(['192.0.2.1', '10.1.0.1', '10.2.0.9', '2001:db8:1::1', '2001:db8::1'], ['0.0.0.0', '10.9.0.1']);
const authbyWord = weighted(
  ['secret', 'rsasig', 'ecdsa', 'null', 'rsa-sha2_512', 'ecdsa-sha2_384', 'rsa', 'rsa-sha1', 'never'],
  ['rsa-sha2', 'ecdsa-sha2', 'ecdsa-sha1', 'eddsa', 'RSASIG', 'psk', 'foo', 'rsa_sha2', ''],
);
const authby = fc.oneof(
  { weight: 4, arbitrary: authbyWord },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.array(authbyWord, { minLength: 2, maxLength: 3 }), of(',', ',', ', ', '|'))
      .map(([words, by]) => `"${words.join(by)}"`),
  },
);
const identity = weighted(
  [
    '@east',
    'user@example.com',
    '192.0.2.9',
    '@[key id]',
    '"CN=host1, O=Example"',
    '%fromcert',
    '@#0102',
    '2001:db8::9',
    '%none',
  ],
  ['"CN=a, O"', '@', '"O=x,, y"', '"CN=a, foo=b"', '"C=DE, O=x"', '@#01x', '%null', '@@x', '@~3003', '1'],
);
const certificate = weighted(['host1', 'host1', 'ec1', 'ca']);
const key = weighted(
  ['%cert', '%cert'],
  [
    '%none',
    '0sAQ',
    '0x0102',
    'foo',
    `0sAQ${'A'.repeat(86)}`,
    `0sAQ${'B'.repeat(170)}`,
    `0x03010001${'ab'.repeat(128)}`,
    '""',
  ],
);
const ckaid = weighted(['0102030405060708090a0b0c0d0e0f1011121314'], ['zz', '01:02:03', '010', 'foo', '""', '0x0102']);
const mark = weighted(
  ['5/0xffffffff', '0x10/0xff', '5', '-1/0xffffffff'],
  ['5/0', 'foo', '%unique', '-2', '5/0x1ffffffff', '""'],
);
const cidr = weighted(['10.10.0.1/24', '2001:db8:a::1/64'], ['10.10.0.1', 'foo', '0.0.0.0/0', '10.10.0.1/33', '""']);

/** Values of keywords whose values are texts, or that matter more than others. */
const special: Readonly<Record<string, Text>> = {
  subnet,
  subnets: list(subnet),
  protoport,
  sourceip: source,
  addresspool: pool,
  nexthop: fc.oneof(address, of('%defaultroute', '%direct', '%any')),
  id: identity,
  cert: certificate,
  ca: weighted(['"CN=Example CA, O=Example"', '%same', '%any'], ['"CN=x, O"', 'foo']),
  rsasigkey: key,
  ecdsakey: of('%cert'),
  eddsakey: of('%cert'),
  pubkey: key,
  ckaid,
  updown: of('"ipsec _updown"', '%disabled', '""'),
  vti: cidr,
  'interface-ip': cidr,
  username: of('joe', '"joe x"'),
  groundhog: booleans,
  authby,
  ike: loadedProposal.map((text) => `"${text}"`),
  esp: loadedProposal.map((text) => `"${text}"`),
  ah: loadedProposal.map((text) => `"${text}"`),
  phase2alg: loadedProposal.map((text) => `"${text}"`),
  mark,
  'mark-in': mark,
  'mark-out': mark,
  'vti-interface': of('vti0', 'vti1'),
  modecfgdns: of('10.1.1.1', '"10.1.1.1, 10.1.1.2"', '2001:db8::53'),
  modecfgdomains: of('example.com', '"example.com, example.net"'),
  modecfgbanner: of('hello'),
  connalias: of('alias', '"alias other"'),
  'redirect-to': of('192.0.2.9'),
  'accept-redirect-to': of('192.0.2.9', '%any'),
  'ppk-ids': of('"a, b"'),
  nflog: numbers,
  metric: numbers,
};

/** What the machine decides, or what means something else for each host. */
const left0: ReadonlySet<string> = new Set([
  ...['', 'auto', 'also', 'alsoflip', 'ipsec-interface', 'mobike', 'iptfs', 'sec-label', 'policy-label', 'debug'],
  ...['plutodebug', 'nic-offload', 'labeled-ipsec', 'updown-config'],
]);

function textFor(row: KeywordRow): Text | undefined {
  const own = special[row.name];
  if (own !== undefined) return own;
  const words = Object.keys(row.choices ?? {});
  switch (row.kind.flat().at(-1)) {
    case 'boolean':
      return booleans;
    case 'number':
    case 'count':
      return numbers;
    case 'quantity':
    case 'bytes':
      return quantities;
    case 'percent':
      return percents;
    case 'duration':
    case 'seconds':
    case 'milliseconds':
      return durations;
    case 'choice':
      return words.length === 0 ? undefined : weighted(words, ['foo', '""', '1', words[0]?.toUpperCase() ?? 'x']);
    default:
      return undefined;
  }
}

const settings: readonly Text[] = keywordRows.flatMap((row) => {
  if (row.section === 'setup' || left0.has(row.name)) return [];
  const value = textFor(row);
  if (value === undefined) return [];
  const names = row.section === 'end' ? [`left${row.name}`, `right${row.name}`] : [row.name];
  return names.map((name) => value.map((text) => `${name}=${text}`));
});

/** Keywords that decide about others, more often than their share. */
const deciding: Text = fc.oneof(
  ...['type', 'authby', 'ikev2', 'keyexchange', 'phase2', 'esp', 'ike', 'pfs', 'ah', 'phase2alg'].map((name) => {
    const row = keywordRows.find((one) => one.name === name && one.section === 'conn') as KeywordRow;
    return (textFor(row) as Text).map((text) => `${name}=${text}`);
  }),
  ...['subnet', 'sourceip', 'addresspool', 'protoport', 'subnets', 'auth', 'id'].flatMap((name) => {
    const row = keywordRows.find((one) => one.name === name && one.section === 'end') as KeywordRow;
    return ['left', 'right'].map((side) => (textFor(row) as Text).map((text) => `${side}${name}=${text}`));
  }),
);

const setting: Text = fc.oneof({ weight: 3, arbitrary: deciding }, { weight: 4, arbitrary: fc.oneof(...settings) });

/** What a conn begins with: two ends, mostly of one family. */
const ends: fc.Arbitrary<readonly string[]> = fc.oneof(
  { weight: 8, arbitrary: fc.constant(['left=192.0.2.1', 'right=192.0.2.2']) },
  { weight: 2, arbitrary: fc.constant(['left=2001:db8::1', 'right=2001:db8::2']) },
  { weight: 3, arbitrary: fc.tuple(left, right).map(([a, b]) => [`left=${a}`, `right=${b}`]) },
);

/** The lines of one conn, with `auto=add`. */
export const plutoConn: fc.Arbitrary<readonly string[]> = fc
  .tuple(
    ends,
    fc.oneof(fc.constant(['authby=secret']), fc.constant([])),
    fc.array(setting, { minLength: 0, maxLength: 4 }),
    weighted(['add'], ['add', 'ignore']),
  )
  .map(([where, how, more, auto]) => {
    const seen = new Set<string>();
    const lines = [...more, ...where, ...how, `auto=${auto}`].filter((line) => {
      const name = line.slice(0, line.indexOf('='));
      if (seen.has(name)) return false;
      seen.add(name);
      return true;
    });
    // Which address the default route has is the machine's.
    const isFree = (side: string): boolean => lines.includes(`${side}=%defaultroute`);
    return lines.filter(
      (line) => !['left', 'right'].some((side) => isFree(side) && line.startsWith(`${side}sourceip`)),
    );
  });

/** A whole configuration, whose conns are called c0, c1, …; only with keywords that the release knows in `keeps`. */
export function plutoDocument(keeps: (line: string) => boolean): fc.Arbitrary<string> {
  return fc.array(plutoConn, { minLength: 12, maxLength: 12 }).map((conns) =>
    conns
      .map(
        (lines, i) =>
          `conn c${i}\n${lines
            .filter(keeps)
            .map((line) => `\t${line}\n`)
            .join('')}`,
      )
      .join('\n'),
  );
}
