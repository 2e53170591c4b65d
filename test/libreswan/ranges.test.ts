/**
 * What is written for hosts of several releases, or refused: IDs, proposals, nicknames, further keywords, records of secrets
 * files and entries of policy groups. Golden, with what is said of each.
 */
import { secretOf } from '../../src/bytes/secret.ts';
import { type Result, textAt, valueAt } from '../../src/diagnostic.ts';
import { checkOption, checkSetting } from '../../src/libreswan/check-option.ts';
import { isWritableOid } from '../../src/libreswan/dn.ts';
import { identityText } from '../../src/libreswan/id.ts';
import { type PrintableSecret, printSecrets } from '../../src/libreswan/ipsec-secrets/print.ts';
import { selectorKind } from '../../src/libreswan/ipsec-secrets/selector.ts';
import { leftcertForm } from '../../src/libreswan/leftcert.ts';
import { printPolicyGroup } from '../../src/libreswan/policy-group/print.ts';
import { readGroupTraffic } from '../../src/libreswan/policy-group/traffic.ts';
import { printProposals, readProposals } from '../../src/libreswan/proposal.ts';
import { type ReleaseRange, releaseRange } from '../../src/libreswan/release.ts';
import { type EspEnd, pairTransforms } from '../../src/libreswan/select-proposal.ts';
import type { Address, Prefix } from '../../src/net/address.ts';
import { releaseRuns } from '../support/by-release.ts';
import { testGoldenRows } from '../support/golden-rows.ts';
import { nameOf, plainName } from '../support/name-der.ts';
import { sentences } from '../support/sentences.ts';
import { subjects } from './matches.ts';
import { proposals } from './texts.ts';

const at = valueAt('x');
const ranges: readonly ReleaseRange[] = [
  releaseRange('3.15'),
  releaseRange('3.15', '5.4'),
  releaseRange('3.15', '3.16'),
  releaseRange('3.21', '3.22'),
  releaseRange('3.25'),
  releaseRange('3.27', '3.28'),
  releaseRange('3.29', '3.30'),
  releaseRange('4.3', '4.10'),
  releaseRange('4.7', '4.8'),
  releaseRange('4.15', '5.0'),
  releaseRange('5.2'),
  releaseRange('5.3', '5.4'),
];

/** What is said of each range, those of which the same is said together. */
function forRanges(say: (releases: ReleaseRange) => string): string {
  const said = new Map<string, string[]>();
  for (const releases of ranges) {
    const [first, last] = [releases[0], releases.at(-1)];
    const name = first === last ? first : `${first} to ${last}`;
    const text = say(releases);
    said.set(text, [...(said.get(text) ?? []), name]);
  }
  return [...said]
    .map(([text, names]) => `  ${names.length === ranges.length ? 'each' : names.join(', ')}: ${text}`)
    .join('\n');
}

/** What is written, and what is said of it. */
function result<T>(written: Result<T>, print: (value: T) => string): string {
  const text = written.kind === 'ok' ? print(written.value) : 'refused';
  return written.findings.length === 0 ? text : `${text}\n${sentences(written.findings)}`;
}

testGoldenRows('IDs', {
  file: 'ranges/identities.txt',
  rows: Object.entries({
    ...subjects,
    'a lone asterisk in a BMPString': nameOf([['CN', '*', 'bmp']]),
    'a lone asterisk in an IA5String': nameOf([['O', 'n']], [['CN', '*', 'ia5']]),
    '512 bytes': plainName(Array.from({ length: 8 }, (_, i) => `OU=${'x'.repeat(i === 0 ? 47 : 52)}`).join(', ')),
    'more than 512 bytes': plainName(Array.from({ length: 8 }, () => `OU=${'x'.repeat(60)}`).join(', ')),
    'more than 900 bytes': plainName(Array.from({ length: 14 }, () => `OU=${'x'.repeat(60)}`).join(', ')),
  }),
  title: ([kind]) => `# ${kind}`,
  told: ([, name]) => forRanges((releases) => result(identityText(name, releases, at), (text) => text)),
});

testGoldenRows('lengths of a subject that text and a message to pluto hold', {
  file: 'ranges/identity-lengths.txt',
  rows: [...Array.from({ length: 8 }, (_, i) => 466 + i), ...Array.from({ length: 8 }, (_, i) => 792 + i)],
  title: (length) => `# ${length}`,
  told(length) {
    const parts = Array.from({ length: Math.floor(length / 72) }, () => `OU=${'x'.repeat(60)}`);
    const name = plainName([...parts, `OU=${'x'.repeat((length % 72) + 1)}`].join(', '));
    return `  ${name.der.length} bytes: ${result(identityText(name, releaseRange('5.2'), at), (text) => text.slice(0, 5))}`;
  },
});

for (const keyword of ['ike', 'esp'] as const)
  testGoldenRows(`proposals of ${keyword}=`, {
    file: `ranges/${keyword}.txt`,
    rows: [...proposals, 'x'.repeat(4097), `aes256${',aes128'.repeat(584)}`],
    title: (text) => `# ${JSON.stringify(text.slice(0, 60))}${text.length > 60 ? ` ${text.length}` : ''}`,
    told: (text) =>
      forRanges((releases) => {
        const read = readProposals(text, keyword, releases, at);
        const written = read.kind === 'ok' ? printProposals(read.value, releases, at) : read;
        return result(written, (printed) => printed.slice(0, 200));
      }),
  });

testGoldenRows('nicknames', {
  file: 'ranges/nicknames.txt',
  rows: ['host1', '1234', '12a', 'a b', 'a:b', 'a"b', 'a\nb', '', 'höst', "a'b", '#a', '%a', 'a~b/c', '日'],
  title: (nickname) => `# ${JSON.stringify(nickname)}`,
  told: (nickname) =>
    forRanges((releases) => result(leftcertForm(nickname, releases, at), ({ form, value }) => `${form} ${value}`)),
});

testGoldenRows('further keywords', {
  file: 'ranges/options.txt',
  rows: [
    ...[
      'salifetime=8h',
      'salifetime=x',
      'salifetime=3600',
      'ikelifetime=28800',
      'leftid=@a',
      'left=10.0.0.1',
      'auto=add',
    ],
    ...[
      'leftupdown=/bin/true',
      'also=x',
      'forceencaps=yes',
      'ikev2=insist',
      'keyexchange=ikev2',
      'nonsense=1',
      'plutodebug=all',
    ],
    ...['aggrmode=no', 'retransmit-interval=500ms', 'retransmit-interval=500', 'mtu=1400', 'mtu=x', 'mtu=99999999999'],
    ...[
      'nic-offload=auto',
      'compress=yes',
      'compress=maybe',
      'priority=%forever',
      'connalias=a"b',
      'connalias=a b',
      'keyingtries=3',
    ],
    ...[
      'nflog=5',
      'rekeyfuzz=0',
      'rekeyfuzz=0%',
      'ipsec-max-bytes=1KiB',
      'leftsubnetwithin=10.0.0.0/8',
      'replay-window=0',
    ],
    ...[
      'fragmentation=force',
      'sha2-truncbug=yes',
      'iptfs=yes',
      'overlapip=yes',
      'policy-label=x',
      'keylife=1h',
      'dpdaction=hold',
    ],
  ],
  title: (line) => `# ${line}`,
  told(line) {
    const [keyword = '', ...rest] = line.split('=');
    return forRanges((releases) => sentences(checkOption(keyword, rest.join('='), releases, at)) || 'free');
  },
});

testGoldenRows('settings of config setup', {
  file: 'ranges/setup.txt',
  rows: [
    'uniqueids=no',
    'uniqueids=maybe',
    'plutodebug=all',
    'plutodebug=base',
    'left=10.0.0.1',
    'protostack=xfrm',
    'x=1',
  ],
  title: (line) => `# ${line}`,
  told(line) {
    const [keyword = '', value = ''] = line.split('=');
    return forRanges((releases) => sentences(checkSetting('setup', keyword, value, releases, at)) || 'taken');
  },
});

const psk = (length: number, ...indices: string[]): PrintableSecret => ({
  kind: 'psk',
  indices: indices as Address[],
  secret: secretOf(new Uint8Array(length).fill(0xab)),
});

testGoldenRows('records of secrets files', {
  file: 'ranges/secrets.txt',
  rows: Object.entries<readonly PrintableSecret[]>({
    'an RSA key': [{ kind: 'rsa', nickname: 'host1' }],
    'an RSA key with a quote in its nickname': [{ kind: 'rsa', nickname: `a"${'x'.repeat(100)}` }],
    'an RSA key with a DEL in its nickname': [{ kind: 'rsa', nickname: 'a\x7f' }],
    'an RSA key without nickname': [{ kind: 'rsa', nickname: '' }],
    'a key': [psk(32, '10.0.0.1', '10.0.0.2')],
    'a key of 31 bytes': [psk(31, '10.0.0.1')],
    'a key without a byte': [psk(0, '10.0.0.1')],
    'a key for nobody': [psk(32)],
    'a key for addresses that end in colons': [psk(32, 'fd00::', '::', '2001:db8:1::', 'fd00::1')],
    'a line of 1,999 bytes': [psk(984, '10.0.0.1', '10.0.0.2')],
    'a line of 2,001 bytes': [psk(985, '10.0.0.1', '10.0.0.2')],
    'a nickname beyond ASCII': [{ kind: 'rsa', nickname: 'é'.repeat(996) }],
    'a nickname beyond ASCII, too long': [{ kind: 'rsa', nickname: 'é'.repeat(998) }],
    'a nickname of 700 characters': [{ kind: 'rsa', nickname: 'x'.repeat(700) }],
    nothing: [],
  }),
  title: ([why]) => `# ${why}`,
  told: ([, records]) =>
    forRanges((releases) =>
      result(printSecrets(records, releases, at), (text) =>
        JSON.stringify(text).replace(/(ab){30,}|x{90,}|é{90,}/g, '…'),
      ),
    ),
});

const target = (prefix: string, ...ports: number[]) => {
  const [protocol = 0, sourcePort = 0, destinationPort = 0] = ports;
  return {
    prefix: prefix as Prefix,
    traffic: ports.length === 0 ? undefined : { protocol, sourcePort, destinationPort },
  };
};

testGoldenRows('entries of policy groups', {
  file: 'ranges/targets.txt',
  rows: [
    [],
    [target('10.0.0.0/8')],
    [target('fd00::/8')],
    [target('10.0.0.0/8', 6, 0, 22)],
    [target('fd00::/8', 17, 500, 500), target('10.0.0.0/8')],
    [target('10.0.0.0/8'), target('10.0.0.0/8'), target('10.0.0.0/9'), target('9.0.0.0/8'), target('fd00::/8')],
    [
      ...[target('10.0.0.0/8', 17, 1, 2), target('10.0.0.0/8', 6, 0, 22), target('10.0.0.0/8', 6, 0, 0)],
      ...[target('10.0.0.0/8', 6, 1, 0), target('10.0.0.0/8', 6, 0, 21), target('10.0.0.0/8')],
    ],
  ],
  title: (targets) => `# ${JSON.stringify(targets)}`,
  told: (targets) =>
    forRanges((releases) => result(printPolicyGroup(targets, releases, at), (text) => JSON.stringify(text))),
});

testGoldenRows('words behind a prefix', {
  file: 'ranges/traffic.txt',
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

testGoldenRows('selectors of secrets files', {
  file: 'ranges/selectors.txt',
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

testGoldenRows('identifiers of attributes', {
  file: 'ranges/oids.txt',
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

const end = (esp: string | undefined, releases: ReleaseRange, extra: Partial<EspEnd> = {}): EspEnd => {
  const read = esp === undefined ? undefined : readProposals(esp, 'esp', releases, at);
  return { releases, platform: 'debian', ...(read?.kind === 'ok' ? { esp: read.value } : {}), ...extra };
};

testGoldenRows('what two ends come to use', {
  file: 'ranges/transforms.txt',
  rows: Object.entries<readonly [EspEnd, EspEnd]>({
    'both alike': [end('aes_gcm256', ['4.10']), end('aes_gcm256', ['5.2'])],
    'another order': [end('aes256-sha2_256,aes_gcm256', ['4.10']), end('aes_gcm256,aes256-sha2_256', ['4.10'])],
    'one in common': [end('aes256-sha2_256,aes_gcm256', ['4.10']), end('aes128-sha1,aes256-sha2_256', ['4.10'])],
    'nothing in common': [end('aes256-sha2_256', ['4.10']), end('aes128-sha1', ['4.10'])],
    'no key length against each': [end('aes_gcm', ['4.10']), end('aes_gcm128,aes_gcm256', ['4.10'])],
    'no key length against one': [end('aes-sha2_256', ['4.10']), end('aes128-sha2_256', ['4.10'])],
    'no cipher': [end('null-sha1', ['4.10']), end('null-sha1', ['4.10'])],
    '3DES': [end('3des-sha1', ['4.10']), end('3des-sha1', ['4.10'])],
    'cut hashes on one end': [end('aes256-sha2_256', ['4.10'], { truncbug: true }), end('aes256-sha2_256', ['4.10'])],
    'cut hashes on both': [
      end('aes256-sha2_256', ['4.10'], { truncbug: true }),
      end('aes256-sha2_256', ['4.10'], { truncbug: true }),
    ],
    'defaults of one release': [end(undefined, ['4.10']), end(undefined, ['4.10'])],
    'defaults of several': [end(undefined, releaseRange('3.25', '5.2')), end(undefined, ['5.2'])],
    'defaults against one': [end(undefined, ['5.2']), end('aes256-sha2_512', ['5.2'])],
    'defaults against what no default has': [end(undefined, ['5.2']), end('camellia256-sha2_512', ['5.2'])],
    'crypto-policies on one end': [
      end(undefined, ['4.10'], { platform: 'rhel9' }),
      end('aes_gcm256,aes128-sha1', ['4.10']),
    ],
    'crypto-policies on both': [
      end(undefined, ['4.10'], { platform: 'rhel9' }),
      end(undefined, ['4.10'], { platform: 'rhel9' }),
    ],
    'a proposal beside crypto-policies': [
      end('aes_gcm256', ['4.10'], { platform: 'rhel9' }),
      end('aes_gcm256', ['4.10'], { platform: 'rhel9' }),
    ],
  }),
  title: ([why]) => `# ${why}`,
  told: ([, [a, b]]) =>
    [pairTransforms(a, b, at), pairTransforms(b, a, at)]
      .map((pair) =>
        result(pair, ({ selected, accepted }) =>
          [selected, accepted].map((some) => some.map(({ name }) => name).join(', ')).join(' of '),
        ),
      )
      .map((text) => `  ${text}`)
      .join('\n'),
});
