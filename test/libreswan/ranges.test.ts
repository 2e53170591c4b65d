/**
 * What is written for hosts of several releases, or refused: IDs, proposals, nicknames, further keywords, records of secrets
 * files and entries of policy groups. Golden, with what is said of each.
 */
import { secretOf } from '../../src/bytes/secret.ts';
import { valueAt } from '../../src/diagnostics/diagnostic.ts';
import { identityText } from '../../src/libreswan/identity/identity-text.ts';
import { leftcertForm } from '../../src/libreswan/identity/leftcert.ts';
import type { PlannedSecret } from '../../src/libreswan/ipsec-secrets/planned-secret.ts';
import { printSecrets } from '../../src/libreswan/ipsec-secrets/print.ts';
import { checkOption } from '../../src/libreswan/keyword/check-option.ts';
import { checkSetting } from '../../src/libreswan/keyword/spell-setting.ts';
import { printPolicyGroup } from '../../src/libreswan/policy-group/print.ts';
import { printProposals } from '../../src/libreswan/proposal/print.ts';
import { readProposals } from '../../src/libreswan/proposal/read.ts';
import { type ReleaseRange, releaseRange } from '../../src/libreswan/release.ts';
import type { Address, Prefix } from '../../src/net/address.ts';
import { findingsText } from '../support/findings-text.ts';
import { testGoldenRows } from '../support/golden-rows.ts';
import { nameOf, plainName } from '../support/name-der.ts';
import { resultText } from '../support/result-text.ts';
import { subjects } from './identity/matches.ts';
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

testGoldenRows('IDs', {
  file: 'ranges/identities.txt',
  rows: Object.entries({
    ...subjects,
    'a lone asterisk in a BMPString': nameOf([['CN', '*', 'bmp']]),
    'a lone asterisk in an IA5String': nameOf([['O', 'n']], [['CN', '*', 'ia5']]),
    '503 bytes': plainName(Array.from({ length: 8 }, (_, i) => `OU=${'x'.repeat(i === 0 ? 47 : 52)}`).join(', ')),
    '572 bytes': plainName(Array.from({ length: 8 }, () => `OU=${'x'.repeat(60)}`).join(', ')),
    '998 bytes': plainName(Array.from({ length: 14 }, () => `OU=${'x'.repeat(60)}`).join(', ')),
  }),
  title: ([kind]) => `# ${kind}`,
  told: ([, name]) => forRanges((releases) => resultText(identityText(name, releases, at), (text) => text)),
});

testGoldenRows('lengths of a subject that text and a message to pluto hold', {
  file: 'ranges/identity-lengths.txt',
  rows: [...Array.from({ length: 8 }, (_, i) => 466 + i), ...Array.from({ length: 8 }, (_, i) => 792 + i)],
  title: (length) => `# ${length}`,
  told(length) {
    const parts = Array.from({ length: Math.floor(length / 72) }, () => `OU=${'x'.repeat(60)}`);
    const name = plainName([...parts, `OU=${'x'.repeat((length % 72) + 1)}`].join(', '));
    return `  ${name.der.length} bytes: ${resultText(identityText(name, releaseRange('5.2'), at), (text) => text.slice(0, 5))}`;
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
        return resultText(written, (printed) => printed.slice(0, 200));
      }),
  });

testGoldenRows('nicknames', {
  file: 'ranges/nicknames.txt',
  rows: ['host1', '1234', '12a', 'a b', 'a:b', 'a"b', 'a\nb', '', 'höst', "a'b", '#a', '%a', 'a~b/c', '日'],
  title: (nickname) => `# ${JSON.stringify(nickname)}`,
  told: (nickname) =>
    forRanges((releases) => resultText(leftcertForm(nickname, releases, at), ({ form, value }) => `${form} ${value}`)),
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
    return forRanges((releases) => findingsText(checkOption(keyword, rest.join('='), releases, at)) || 'free');
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
    return forRanges((releases) => findingsText(checkSetting('setup', keyword, value, releases, at)) || 'taken');
  },
});

const psk = (length: number, ...indices: string[]): PlannedSecret => ({
  kind: 'psk',
  indices: indices as Address[],
  secret: secretOf(new Uint8Array(length).fill(0xab)),
});

testGoldenRows('records of secrets files', {
  file: 'ranges/secrets.txt',
  rows: Object.entries<readonly PlannedSecret[]>({
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
      resultText(printSecrets(records, releases, at), (text) =>
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
    forRanges((releases) => resultText(printPolicyGroup(targets, releases, at), (text) => JSON.stringify(text))),
});
