/** Edits of a pair: what people change on one end, or on both. Each has a name, by which a pair is told again. */

import { usage } from '../support/authority.ts';
import type { CertificateSpec, DatabaseEntry, KeyKind } from './certificates.ts';
import {
  ca,
  type Draft,
  type Drafts,
  keyText,
  leafOf,
  other,
  otherCa,
  otherCaEntry,
  otherKeyText,
  subjectText,
} from './draft.ts';

/** Changes one side; both sides get it one after the other where both are asked for. */
export type Edit = (draft: Draft, drafts: Drafts) => void;

const set =
  (keyword: string, value: string | undefined): Edit =>
  ({ lines }) => {
    lines[keyword] = value;
  };

/** A line whose value depends on which host it is. */
const byEnd =
  (keyword: string, value: (end: 'a' | 'b') => string): Edit =>
  ({ lines, end }) => {
    lines[keyword] = value(end);
  };

const each = (keyword: string, values: readonly (string | undefined)[]): Readonly<Record<string, Edit>> =>
  Object.fromEntries(values.map((value) => [`${keyword}=${value ?? ''}`, set(keyword, value)]));

/** What the other end must say too, for selectors: own on this side, peer's on that. */
const ownAndTold =
  (keyword: string, value: (end: 'a' | 'b') => string, isTold: boolean): Edit =>
  (draft, drafts) => {
    draft.lines[`left${keyword}`] = value(draft.end);
    if (isTold) drafts[other(draft.end)].lines[`right${keyword}`] = value(draft.end);
  };

const subnetOf = (end: 'a' | 'b'): string => (end === 'a' ? '{P}.64/27' : '{P}.96/27');
const aroundOf = (end: 'a' | 'b'): string => (end === 'a' ? '{P}.0/27' : '{P}.0/27');
const hostOf = (end: 'a' | 'b'): string => (end === 'a' ? '{A}/32' : '{B}/32');
const nameOf = (end: 'a' | 'b'): string => `@${end}.{N}.example`;
const addressOf = (end: 'a' | 'b'): string => (end === 'a' ? '{A}' : '{B}');

/** Another conn behind the first. */
const beside =
  (name: string, lines: (draft: Draft) => Readonly<Record<string, string | undefined>>): Edit =>
  (draft) => {
    const text = Object.entries(lines(draft)).flatMap(([keyword, value]) =>
      value === undefined ? [] : [`\t${keyword}=${value}\n`],
    );
    draft.more += `conn {N}-${name}\n${text.join('')}`;
  };

const shunt = (type: string, more: Readonly<Record<string, string>> = {}, wide?: string): Edit =>
  beside(`shunt-${type}`, ({ end }) => ({
    left: addressOf(end),
    right: wide === undefined ? addressOf(other(end)) : wide,
    authby: 'never',
    type,
    auto: 'ondemand',
    ...more,
  }));

const second = (more: (draft: Draft) => Readonly<Record<string, string | undefined>>): Edit =>
  beside('second', (draft) => ({ ...draft.lines, ...more(draft) }));

/** The same in front of the first conn. */
const earlier =
  (edit: Edit): Edit =>
  (draft, drafts) => {
    const [more, before] = [draft.more, draft.before];
    draft.more = '';
    edit(draft, drafts);
    draft.before = `${before}${draft.more}`;
    draft.more = more;
  };

const secrets =
  (text: (end: 'a' | 'b') => string, isShared = false): Edit =>
  (draft, drafts) => {
    if (draft.secrets === undefined) return;
    draft.secrets = text(draft.end);
    if (isShared) drafts.alone = true;
  };

const database =
  (change: (entries: DatabaseEntry[], draft: Draft) => DatabaseEntry[]): Edit =>
  (draft) => {
    if (draft.database !== undefined) draft.database = change(draft.database, draft);
  };

const isLeaf = ({ certificate }: DatabaseEntry): boolean => certificate.isCa !== true;

/** Another certificate for the own end, with the same nickname. */
const leaf = (change: (end: 'a' | 'b', key: KeyKind) => Partial<CertificateSpec>): Edit =>
  database((entries, { end }) =>
    entries.map((entry) =>
      isLeaf(entry)
        ? { ...entry, certificate: { ...entry.certificate, ...change(end, entry.certificate.key) } }
        : entry,
    ),
  );

const intermediate: CertificateSpec = {
  subject: 'O=Example {N}/CN=Intermediate {N}',
  owner: 'intermediate',
  key: 'p256',
  isCa: true,
  issuer: ca,
};
const intermediateEntry: DatabaseEntry = {
  nickname: 'Intermediate {N}',
  certificate: intermediate,
  trust: ',,',
  key: false,
};

const isPsk = ({ secrets: text }: Draft): boolean => text !== undefined;

/** Edits by name. */
export const edits: Readonly<Record<string, Edit>> = {
  ...each('type', ['transport', 'tunnel']),
  ...each('pfs', ['no', 'yes']),
  ...each('esn', ['yes', 'no', 'either']),
  ...each('encapsulation', ['yes', 'no', 'auto']),
  ...each('auto', ['add', 'start', 'ondemand']),
  ...each('fragmentation', ['no', 'yes']),
  ...each('ike', [
    'aes256-sha2_256;dh19',
    'aes_gcm256-sha2_512;dh19',
    'aes128-sha1;modp2048',
    'aes256-sha2_512;modp3072,aes128-sha2_256;dh20',
    'aes256',
  ]),
  ...each('esp', [
    'aes256-sha2_256',
    'aes_gcm256',
    'aes128-sha1',
    'aes_gcm128,aes256-sha2_512',
    'aes256-sha2_256;modp2048',
    'aes256-sha2_256;modp3072',
    'aes_gcm256;dh19',
    'chacha20_poly1305',
  ]),
  ...each('ikelifetime', ['1h', '20h']),
  ...each('salifetime', ['30m', '12h']),
  ...each('rekey', ['no']),
  ...each('mobike', ['yes']),
  ...each('narrowing', ['yes']),
  ...each('replay-window', ['0', '64', '1024']),
  ...each('sha2-truncbug', ['yes']),
  ...each('dpddelay', ['10']),
  ...each('priority', ['100', '3000000']),
  ...each('mtu', ['1400']),
  ...each('reqid', ['77']),
  ...each('decap-dscp', ['yes']),
  ...each('leftsendcert', ['always', 'sendifasked', 'never']),
  ...each('rightca', [
    '%same',
    '%any',
    '"O=Example {N}, CN=CA {N}"',
    '"O=Example {N}"',
    '"CN=CA {N}, O=Example {N}"',
    '"O=Other {N}, CN=Other CA {N}"',
  ]),
  ...each('leftca', ['%same', '"O=Example {N}, CN=CA {N}"']),
  ...each('leftrsasigkey', ['%cert']),
  ...each('rightrsasigkey', ['%cert']),
  ...each('require-id-on-certificate', ['no', 'yes']),
  ...each('authby', [
    undefined,
    'rsasig',
    'rsa',
    'rsa-sha2',
    'rsa-sha1',
    'rsa-sha2_256',
    'rsa-sha2_384',
    'rsa-sha2_512',
    'rsa-sha2_256,rsa-sha2_512',
    'ecdsa',
    'ecdsa-sha2_256',
    'ecdsa-sha2_384',
    'ecdsa-sha2_512',
    'secret',
    'rsasig,ecdsa',
    'rsasig,secret',
    'secret,ecdsa',
    'rsa-sha1,rsa-sha2_256',
    'null',
  ]),
  'leftauth and rightauth': ({ lines }) => {
    const kind = (lines.authby ?? 'rsasig').startsWith('rsa')
      ? 'rsasig'
      : (lines.authby ?? 'rsasig').startsWith('ecdsa')
        ? 'ecdsa'
        : (lines.authby ?? 'rsasig');
    Object.assign(lines, { leftauth: kind, rightauth: kind, authby: undefined });
  },
  'leftauth=secret': ({ lines }) =>
    void Object.assign(lines, { leftauth: 'secret', rightauth: 'rsasig', authby: undefined }),
  'rightauth=secret': ({ lines }) =>
    void Object.assign(lines, { leftauth: 'rsasig', rightauth: 'secret', authby: undefined }),
  'leftauth=rsasig, both': ({ lines }) =>
    void Object.assign(lines, { leftauth: 'rsasig', rightauth: 'rsasig', authby: undefined }),

  mirrored: (draft) => {
    draft.mirrored = !draft.mirrored;
  },
  'no leftid': set('leftid', undefined),
  'no rightid': set('rightid', undefined),
  'leftid=%fromcert': set('leftid', '%fromcert'),
  'rightid=%fromcert': set('rightid', '%fromcert'),
  'leftid=own subject': byEnd('leftid', (end) => subjectText(end)),
  'rightid=subject': byEnd('rightid', (end) => subjectText(other(end))),
  'rightid reversed': byEnd('rightid', (end) => `"CN=${other(end)}.{N}.example, OU=hosts, O=Example {N}"`),
  'rightid subset': set('rightid', '"O=Example {N}, OU=hosts"'),
  'rightid wildcard': set('rightid', '"O=Example {N}, OU=hosts, CN=*"'),
  'rightid other case': byEnd('rightid', (end) => `"O=EXAMPLE {N}, OU=hosts, CN=${other(end)}.{N}.example"`),
  'rightid CN alone': byEnd('rightid', (end) => `"CN=${other(end)}.{N}.example"`),
  'rightid of nobody': set('rightid', '"O=Example {N}, OU=hosts, CN=nobody.{N}.example"'),
  'leftid=@own name': byEnd('leftid', (end) => `@${end}.{N}.example`),
  'rightid=@name': byEnd('rightid', (end) => `@${other(end)}.{N}.example`),
  'rightid=@NAME': byEnd('rightid', (end) => `@${other(end).toUpperCase()}.{N}.EXAMPLE`),
  'leftid=@OWN NAME': byEnd('leftid', (end) => `@${end.toUpperCase()}.{N}.EXAMPLE`),
  'leftid=mail': byEnd('leftid', (end) => `${end}@{N}.example`),
  'rightid=mail': byEnd('rightid', (end) => `${other(end)}@{N}.example`),
  'rightid=address': byEnd('rightid', (end) => addressOf(other(end))),
  'leftid=address': byEnd('leftid', (end) => addressOf(end)),
  'rightid=%any': set('rightid', '%any'),

  'subnet told': ownAndTold('subnet', subnetOf, true),
  'subnet untold': ownAndTold('subnet', subnetOf, false),
  'subnet around told': ownAndTold('subnet', aroundOf, true),
  'subnet of host': ownAndTold('subnet', hostOf, false),
  'subnets of one': (draft, drafts) => {
    draft.lines.leftsubnets = `{${subnetOf(draft.end)}}`;
    drafts[other(draft.end)].lines.rightsubnet = subnetOf(draft.end);
    draft.lines.rightsubnet ??= hostOf(other(draft.end));
  },
  'subnets of two': (draft, drafts) => {
    const both = `{${subnetOf(draft.end)} ${hostOf(draft.end)}}`;
    draft.lines.leftsubnets = both;
    draft.lines.rightsubnet ??= hostOf(other(draft.end));
    drafts[other(draft.end)].lines.rightsubnets = both;
    drafts[other(draft.end)].lines.leftsubnet ??= hostOf(other(draft.end));
  },
  'protoport tcp told': (_, drafts) => {
    for (const side of [drafts.a, drafts.b]) Object.assign(side.lines, { leftprotoport: 'tcp', rightprotoport: 'tcp' });
  },
  'protoport udp/7000 told': (draft, drafts) => {
    Object.assign(draft.lines, { leftprotoport: 'udp/7000', rightprotoport: 'udp' });
    Object.assign(drafts[other(draft.end)].lines, { rightprotoport: 'udp/7000', leftprotoport: 'udp' });
  },
  'protoport 17/7000 one way': set('leftprotoport', '17/7000'),
  'protoport tcp, other end 6': (draft, drafts) => {
    Object.assign(draft.lines, { leftprotoport: 'tcp', rightprotoport: '6' });
    Object.assign(drafts[other(draft.end)].lines, { leftprotoport: '6/0', rightprotoport: 'tcp/0' });
  },

  'passthrough tcp/22': shunt('passthrough', { rightprotoport: 'tcp/22' }),
  'passthrough tcp': shunt('passthrough', { leftprotoport: 'tcp', rightprotoport: 'tcp' }),
  'passthrough tcp/22 weak': shunt('passthrough', { rightprotoport: 'tcp/22', priority: '4000000' }),
  'passthrough whole': shunt('passthrough'),
  'passthrough whole strong': shunt('passthrough', { priority: '1' }),
  'passthrough net': shunt('passthrough', { rightsubnet: '{P}.0/24' }, '{P}.200'),
  'passthrough net strong': shunt('passthrough', { rightsubnet: '{P}.0/24', priority: '5' }, '{P}.200'),
  'passthrough peer by subnet': (draft) =>
    shunt(
      'passthrough',
      { rightsubnet: hostOf(other(draft.end)), rightprotoport: 'tcp' },
      '{P}.200',
    )(draft, undefined as never),
  'passthrough elsewhere': shunt('passthrough', {}, '{P}.210'),
  'passthrough any, weak': shunt('passthrough', { rightsubnet: '0.0.0.0/0' }, '{P}.200'),
  'passthrough any, strong': shunt('passthrough', { rightsubnet: '0.0.0.0/0', priority: '1' }, '{P}.200'),
  'reject udp/53': shunt('reject', { rightprotoport: 'udp/53' }),
  'drop tcp/23': shunt('drop', { rightprotoport: 'tcp/23' }),
  'drop whole': shunt('drop'),
  'passthrough not loaded': shunt('passthrough', { rightprotoport: 'tcp/22', auto: 'ignore' }),
  'passthrough added': shunt('passthrough', { rightprotoport: 'tcp/22', auto: 'add' }),

  'second the same': second(() => ({})),
  'second the same, first': earlier(second(() => ({}))),
  'second added': second(() => ({ auto: 'add' })),
  'second added, first': earlier(second(() => ({ auto: 'add' }))),
  'second ignored': second(() => ({ auto: 'ignore' })),
  'second other id, first': earlier(second(() => ({ rightid: '@nobody.example' }))),
  'second other esp, first': earlier(second(() => ({ esp: 'aes128-sha1' }))),
  'second tcp, first': earlier(second(() => ({ leftprotoport: 'tcp', rightprotoport: 'tcp' }))),
  'second tcp, told': (draft, drafts) => {
    for (const side of [draft, drafts[other(draft.end)]])
      second(() => ({ leftprotoport: 'tcp', rightprotoport: 'tcp' }))(side, drafts);
  },
  ...Object.fromEntries(
    Object.entries({
      'other ike': { ike: 'aes256-sha2_512;modp3072' },
      'other esp': { esp: 'aes256-sha2_512' },
      'group in esp': { esp: 'aes256-sha2_256;modp3072' },
      'no pfs': { pfs: 'no' },
      'other hashes': { authby: 'rsa-sha2_512' },
      'other IDs': { leftid: '@own', rightid: '@own' },
      'by CA': { rightca: '"O=Example {N}, CN=CA {N}"' },
      transport: { type: 'transport' },
    }).map(([what, more]): [string, Edit] => [
      `second tcp with ${what}, told`,
      (_, drafts) => {
        for (const side of [drafts.a, drafts.b]) {
          const ids = what === 'other IDs' ? { leftid: nameOf(side.end), rightid: nameOf(other(side.end)) } : {};
          second(() => ({ leftprotoport: 'tcp', rightprotoport: 'tcp', ...more, ...ids }))(side, drafts);
        }
      },
    ]),
  ),
  'second udp/7000, told': (draft, drafts) => {
    second(() => ({ leftprotoport: 'udp/7000', rightprotoport: 'udp' }))(draft, drafts);
    second(() => ({ rightprotoport: 'udp/7000', leftprotoport: 'udp' }))(drafts[other(draft.end)], drafts);
  },
  'tcp and udp, told': (_, drafts) => {
    for (const side of [drafts.a, drafts.b]) {
      Object.assign(side.lines, { leftprotoport: 'tcp', rightprotoport: 'tcp' });
      second(() => ({ leftprotoport: 'udp', rightprotoport: 'udp' }))(side, drafts);
    }
  },
  'two directions, told': (_, drafts) => {
    for (const side of [drafts.a, drafts.b]) {
      Object.assign(side.lines, { leftprotoport: 'udp/6081', rightprotoport: 'udp' });
      second(() => ({ leftprotoport: 'udp', rightprotoport: 'udp/6081' }))(side, drafts);
    }
  },
  'second transport': second(() => ({ type: 'transport' })),
  'passthrough whole, first': earlier(shunt('passthrough')),
  'passthrough tcp/22, first': earlier(shunt('passthrough', { rightprotoport: 'tcp/22' })),
  'drop whole, first': earlier(shunt('drop')),
  'passthrough started': shunt('passthrough', { rightprotoport: 'tcp/22', auto: 'start' }),
  'passthrough all of peer net, told by left': shunt(
    'passthrough',
    { leftsubnet: '{P}.0/24', rightsubnet: '{P}.0/24' },
    '{P}.200',
  ),
  'second other id': second(() => ({ rightid: '@nobody.example' })),
  'second tcp': second(() => ({ leftprotoport: 'tcp', rightprotoport: 'tcp' })),
  'second other esp': second(() => ({ esp: 'aes128-sha1' })),
  'second for subnet': second(({ end }) => ({ leftsubnet: subnetOf(end) })),
  'second, subnet told': (draft, drafts) => {
    second(({ end }) => ({ leftsubnet: subnetOf(end) }))(draft, drafts);
    second(({ end }) => ({ rightsubnet: subnetOf(other(end)) }))(drafts[other(draft.end)], drafts);
  },
  'template any': beside('any', ({ lines }) => ({ ...lines, right: '%any', rightid: undefined, auto: 'add' })),
  'template any, other proposal': beside('any', ({ lines }) => ({
    ...lines,
    right: '%any',
    auto: 'add',
    esp: 'aes128-sha1',
    ike: 'aes128-sha1;modp2048',
  })),
  'template any, first': earlier(
    beside('any', ({ lines }) => ({ ...lines, right: '%any', rightid: undefined, auto: 'add' })),
  ),
  'template any, by secret': beside('any', ({ lines }) => ({
    left: lines.left,
    leftid: lines.leftid,
    right: '%any',
    authby: 'secret',
    auto: 'add',
  })),
  'template any, by secret, first': earlier(
    beside('any', ({ lines }) => ({
      left: lines.left,
      leftid: lines.leftid,
      right: '%any',
      authby: 'secret',
      auto: 'add',
    })),
  ),
  'template any, fromcert': beside('any', ({ lines }) => ({
    ...lines,
    right: '%any',
    rightid: '%fromcert',
    auto: 'add',
  })),
  'template any, fromcert, first': earlier(
    beside('any', ({ lines }) => ({ ...lines, right: '%any', rightid: '%fromcert', auto: 'add' })),
  ),
  'template any, transport': beside('any', ({ lines }) => ({
    ...lines,
    right: '%any',
    auto: 'add',
    type: 'transport',
  })),
  'template any, subnet': beside('any', ({ lines }) => ({
    ...lines,
    right: '%any',
    rightid: undefined,
    rightsubnet: '{P}.96/27',
    auto: 'add',
  })),
  'template any, second to it': (draft) => {
    beside('any', ({ lines }) => ({ ...lines, right: '%any', rightid: '%fromcert', auto: 'add' }))(
      draft,
      undefined as never,
    );
    draft.lines.rightid = '"O=Example {N}, OU=hosts, CN=nobody.{N}.example"';
  },
  'narrowing, added': ({ lines }) => void Object.assign(lines, { narrowing: 'yes', auto: 'add' }),
  'narrowing, started': ({ lines }) => void Object.assign(lines, { narrowing: 'yes', auto: 'start' }),
  'right=%any': ({ lines }) => void Object.assign(lines, { right: '%any', auto: 'add' }),

  'secret of one address': secrets((end) => `${addressOf(end)} : PSK ${keyText}\n`, true),
  'secret of peer address': secrets((end) => `${addressOf(other(end))} : PSK ${keyText}\n`, true),
  'secret own %any': secrets((end) => `${addressOf(end)} %any : PSK ${keyText}\n`, true),
  'secret %any own': secrets((end) => `%any ${addressOf(end)} : PSK ${keyText}\n`, true),
  'secret %any peer': secrets((end) => `%any ${addressOf(other(end))} : PSK ${keyText}\n`, true),
  'secret %any %any': secrets(() => `%any %any : PSK ${keyText}\n`, true),
  'secret %any': secrets(() => `%any : PSK ${keyText}\n`, true),
  'secret for all': secrets(() => `: PSK ${keyText}\n`, true),
  'secret 0.0.0.0': secrets(() => `0.0.0.0 0.0.0.0 : PSK ${keyText}\n`, true),
  'secret %any6': secrets((end) => `${addressOf(end)} %any6 : PSK ${keyText}\n`, true),
  'secret of others': secrets(() => `192.0.2.1 192.0.2.2 : PSK ${keyText}\n`),
  'secret other': secrets(() => `{A} {B} : PSK ${otherKeyText}\n@a.{N}.example @b.{N}.example : PSK ${otherKeyText}\n`),
  'secret by names': secrets(() => `@a.{N}.example @b.{N}.example : PSK ${keyText}\n`),
  'secret by NAMES': secrets(() => `@A.{N}.EXAMPLE @b.{N}.example : PSK ${keyText}\n`),
  'secret by addresses': secrets(() => `{A} {B} : PSK ${keyText}\n`),
  'secret of three': secrets(() => `{A} {B} {P}.9 : PSK ${keyText}\n`),
  'secret with %any too': secrets(() => `{A} {B} %any : PSK ${keyText}\n`, true),
  'secret with %any too, other': secrets(() => `{A} {B} %any : PSK ${otherKeyText}\n{A} {B} : PSK ${keyText}\n`, true),
  'secret peer alone and all': secrets(
    (end) => `${addressOf(other(end))} : PSK ${otherKeyText}\n: PSK ${keyText}\n`,
    true,
  ),
  'secret peer any against own any': secrets(
    (end) => `%any ${addressOf(other(end))} : PSK ${otherKeyText}\n%any ${addressOf(end)} : PSK ${keyText}\n`,
    true,
  ),
  'secret own alone against own any': secrets(
    (end) => `${addressOf(end)} : PSK ${otherKeyText}\n%any ${addressOf(end)} : PSK ${keyText}\n`,
    true,
  ),
  'secret own any twice': secrets(
    (end) => `%any ${addressOf(end)} : PSK ${keyText}\n%any ${addressOf(end)} : PSK ${otherKeyText}\n`,
    true,
  ),
  'secret for all twice': secrets(() => `: PSK ${keyText}\n: PSK ${otherKeyText}\n`, true),
  'secret two, good first': secrets(
    (end) => `{A} {B} : PSK ${keyText}\n${addressOf(end)} %any : PSK ${otherKeyText}\n`,
    true,
  ),
  'secret two, good last': secrets(
    (end) => `${addressOf(end)} %any : PSK ${otherKeyText}\n{A} {B} : PSK ${keyText}\n`,
    true,
  ),
  'secret two, wild first': secrets((end) => `: PSK ${otherKeyText}\n${addressOf(end)} : PSK ${keyText}\n`, true),
  'secret two, wild last': secrets((end) => `${addressOf(end)} : PSK ${keyText}\n%any : PSK ${otherKeyText}\n`, true),
  'secret twice': secrets(() => `{A} {B} : PSK ${keyText}\n{B} {A} : PSK ${otherKeyText}\n`),
  'secret own against any any': secrets(
    (end) => `%any %any : PSK ${otherKeyText}\n${addressOf(end)} %any : PSK ${keyText}\n`,
    true,
  ),
  'secret any any before none': secrets(() => `%any %any : PSK ${keyText}\n: PSK ${otherKeyText}\n`, true),
  'secret any before none': secrets(() => `%any : PSK ${otherKeyText}\n: PSK ${keyText}\n`, true),
  'secret none, any, wrong': secrets(() => `: PSK ${keyText}\n%any : PSK ${otherKeyText}\n`, true),
  'secret any any against none': secrets(() => `: PSK ${otherKeyText}\n%any %any : PSK ${keyText}\n`, true),

  'crl-strict=yes': (draft) => {
    draft.setup = '\tcrl-strict=yes\n';
  },
  'no CA': database((entries) => entries.filter(isLeaf)),
  'CA untrusted': database((entries) => entries.map((entry) => (isLeaf(entry) ? entry : { ...entry, trust: ',,' }))),
  'other CA too': database((entries) => [...entries, otherCaEntry]),
  'certificate of other CA': (draft, drafts) => {
    leaf(() => ({ issuer: otherCa }))(draft, drafts);
    database((entries) => [...entries, otherCaEntry])(draft, drafts);
  },
  'certificate of other CA, told': (draft, drafts) => {
    leaf(() => ({ issuer: otherCa }))(draft, drafts);
    for (const side of [drafts.a, drafts.b])
      database((entries) => [...entries.filter(({ nickname }) => nickname !== otherCaEntry.nickname), otherCaEntry])(
        side,
        drafts,
      );
  },
  'by intermediate, own has it': (draft, drafts) => {
    leaf(() => ({ issuer: intermediate }))(draft, drafts);
    database((entries) => [...entries, intermediateEntry])(draft, drafts);
  },
  'by intermediate, peer has it': (draft, drafts) => {
    leaf(() => ({ issuer: intermediate }))(draft, drafts);
    database((entries) => [...entries, intermediateEntry])(drafts[other(draft.end)], drafts);
  },
  'by intermediate, nobody has it': leaf(() => ({ issuer: intermediate })),
  'by intermediate, both': (draft, drafts) => {
    leaf(() => ({ issuer: intermediate }))(draft, drafts);
    for (const side of [drafts.a, drafts.b])
      database((entries) => [
        ...entries.filter(({ nickname }) => nickname !== intermediateEntry.nickname),
        intermediateEntry,
      ])(side, drafts);
  },
  // A key that no database has: those of the two hosts are in the databases of other pairs as well.
  'no private key': database((entries) =>
    entries.map((entry) =>
      isLeaf(entry) ? { ...entry, key: false, certificate: { ...entry.certificate, owner: 'nobody' } } : entry,
    ),
  ),
  'no certificate': database((entries) => entries.filter((entry) => !isLeaf(entry))),
  'no names in certificate': leaf(() => ({ alternatives: [] })),
  'client only': leaf(() => ({ purposes: ['1.3.6.1.5.5.7.3.2'] })),
  'code signing only': leaf(() => ({ purposes: ['1.3.6.1.5.5.7.3.3'] })),
  'digital signature only': leaf(() => ({ extensions: [usage(0x80, 7)] })),
  'other serial holder': database((entries, { end }) => [
    ...entries.map((entry) =>
      isLeaf(entry) ? { ...entry, certificate: { ...entry.certificate, serial: 4711 } } : entry,
    ),
    ...(entries.length > 5
      ? []
      : [
          {
            nickname: `{N}peer${other(end)}`,
            certificate: leafOf(other(end), 'p256'),
            trust: ',,' as const,
            key: false,
          },
        ]),
  ]),
  ...Object.fromEntries(
    (['rsa1024', 'rsa3072', 'p256', 'p384', 'p521'] as const).map((key): [string, Edit] => [
      `key ${key}`,
      leaf(() => ({ key })),
    ]),
  ),
  expired: leaf(() => ({ notBefore: '2024-01-01', notAfter: '2025-01-01' })),
};

/** Those that make no sense for a kind of base are left out, so that most pairs are about what they say. */
export function suits(name: string, draft: Draft): boolean {
  // The cut of the ICV is not negotiated, so that it shows in packets alone.
  if (name.startsWith('sha2-truncbug')) return false;
  const forSecrets = name.startsWith('secret');
  const forCertificates =
    /CA|certificate|crl|intermediate|private key|serial|^key |client|signing|encipherment|signature|expired|subject|rightid (?:rev|sub|wild|other|CN|of)|fromcert|leftsendcert|rsasigkey|leftca|rightca/.test(
      name,
    );
  return isPsk(draft) ? !forCertificates : !forSecrets;
}
