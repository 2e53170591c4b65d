import { describe, expect, test } from 'vitest';
import { predictNickname } from '../../src/x509/nickname.ts';
import { readCertificate } from '../../src/x509/read-certificate.ts';
import {
  type Attribute,
  bmp,
  certificate,
  ia5,
  int,
  multiName,
  name,
  numeric,
  printable,
  t61,
  universal,
  utf8,
  visible,
} from '../support/der-writer.ts';
import { valueIn } from '../support/results.ts';

const host = (subject: readonly Attribute[], issuer: readonly Attribute[], serial = 1) =>
  valueIn(readCertificate(certificate({ subject: name(...subject), issuer: name(...issuer), serial: int(serial) })));

const noOrganization: readonly Attribute[] = [['CN', 'Mesh CA']];
const organization: readonly Attribute[] = [
  ['C', 'NL'],
  ['O', 'Example Org'],
  ['CN', 'Mesh CA'],
];

describe('the nickname that pk12util makes of subject and issuer', () => {
  const rows: { why: string; subject: Attribute[]; issuer: readonly Attribute[]; nickname: string }[] = [
    { why: 'CN alone', subject: [['CN', 'host1']], issuer: noOrganization, nickname: 'host1' },
    { why: 'the issuer has an O', subject: [['CN', 'host1']], issuer: organization, nickname: 'host1 - Example Org' },
    {
      why: 'OU of the issuer does not count',
      subject: [['CN', 'host1']],
      issuer: [
        ['OU', 'Dept'],
        ['CN', 'CA'],
      ],
      nickname: 'host1',
    },
    {
      why: 'the first DC of the issuer, where it has no O',
      subject: [['CN', 'host1']],
      issuer: [
        ['DC', ia5('com')],
        ['DC', ia5('example')],
        ['CN', 'CA'],
      ],
      nickname: 'host1 - com',
    },
    {
      why: 'the first O of the issuer',
      subject: [['CN', 'host1']],
      issuer: [
        ['O', 'First'],
        ['O', 'Second'],
      ],
      nickname: 'host1 - First',
    },
    {
      why: 'the O of the subject does not count; colons stay',
      subject: [
        ['O', 'system:nodes'],
        ['CN', 'system:node:foo'],
      ],
      issuer: [
        ['OU', 'openshift'],
        ['CN', 'node-signer'],
      ],
      nickname: 'system:node:foo',
    },
    {
      why: 'the last CN',
      subject: [
        ['CN', 'first'],
        ['CN', 'second'],
      ],
      issuer: noOrganization,
      nickname: 'second',
    },
    {
      why: 'the first OU where there is no CN',
      subject: [
        ['OU', 'u1'],
        ['OU', 'u2'],
      ],
      issuer: noOrganization,
      nickname: 'u1',
    },
    {
      why: 'OU and the O of the issuer',
      subject: [
        ['OU', 'u1'],
        ['OU', 'u2'],
      ],
      issuer: organization,
      nickname: 'u1 - Example Org',
    },
    { why: 'neither CN nor OU', subject: [['O', 'Acme']], issuer: noOrganization, nickname: 'Unknown CA' },
    { why: 'nothing at all', subject: [], issuer: noOrganization, nickname: 'Unknown CA' },
    {
      why: 'neither CN nor OU: the same for every host',
      subject: [['DC', ia5('x')]],
      issuer: organization,
      nickname: 'Example Org',
    },
    { why: 'empty subject under an O', subject: [], issuer: organization, nickname: 'Example Org' },
    {
      why: 'NumericString counts as absent',
      subject: [['CN', numeric('42')]],
      issuer: noOrganization,
      nickname: 'Unknown CA',
    },
    {
      why: 'VisibleString counts as absent',
      subject: [
        ['CN', visible('v')],
        ['OU', 'u'],
      ],
      issuer: noOrganization,
      nickname: 'u',
    },
    { why: 'a quote gets a backslash', subject: [['CN', 'a"b']], issuer: noOrganization, nickname: 'a\\"b' },
    { why: 'a backslash gets one too', subject: [['CN', 'a\\b']], issuer: noOrganization, nickname: 'a\\\\b' },
    { why: 'a line feed is two digits', subject: [['CN', 'a\nb']], issuer: noOrganization, nickname: 'a\\0ab' },
    {
      why: 'so is DEL, in lower case',
      subject: [['CN', 'a\u007Fb\u001F']],
      issuer: noOrganization,
      nickname: 'a\\7fb\\1f',
    },
    { why: 'non-ASCII as UTF8String', subject: [['CN', 'höst-日本']], issuer: noOrganization, nickname: 'höst-日本' },
    {
      why: 'non-ASCII as BMPString',
      subject: [['CN', bmp('höst-日本')]],
      issuer: noOrganization,
      nickname: 'höst-日本',
    },
    {
      why: 'beyond the basic plane as UniversalString',
      subject: [['CN', universal('h𝒳')]],
      issuer: noOrganization,
      nickname: 'h𝒳',
    },
    { why: 'T61String is Latin-1', subject: [['CN', t61('höst')]], issuer: noOrganization, nickname: 'höst' },
    {
      why: 'PrintableString outside its alphabet',
      subject: [['CN', printable('a*@_')]],
      issuer: noOrganization,
      nickname: 'a*@_',
    },
    { why: 'UTF-8 in an IA5String', subject: [['CN', ia5('höst')]], issuer: noOrganization, nickname: 'höst' },
    { why: 'blanks, commas and # stay', subject: [['CN', ' a, b # ']], issuer: noOrganization, nickname: ' a, b # ' },
    { why: 'an empty CN under an O', subject: [['CN', '']], issuer: organization, nickname: ' - Example Org' },
    { why: 'an empty O of the issuer is there', subject: [['CN', 'h']], issuer: [['O', '']], nickname: 'h - ' },
    {
      why: 'an O that counts as absent gives way to DC',
      subject: [['CN', 'h']],
      issuer: [
        ['O', numeric('1')],
        ['DC', ia5('d')],
      ],
      nickname: 'h - d',
    },
    {
      why: 'the token’s own name is cut off',
      subject: [['CN', 'NSS Certificate DB:x']],
      issuer: noOrganization,
      nickname: 'x',
    },
  ];
  test.each(rows)('$why: $nickname', ({ subject, issuer, nickname }) => {
    expect(predictNickname(host(subject, issuer))).toEqual({ kind: 'nickname', nickname, from: 'generated' });
  });

  test('in a multi-valued RDN the last CN is that of DER’s order', () => {
    const subject = multiName([
      ['CN', utf8('zz')],
      ['CN', utf8('b')],
    ]);
    const read = valueIn(readCertificate(certificate({ subject })));
    expect(predictNickname(read)).toMatchObject({ nickname: 'zz' });
  });

  test('none where pk12util cannot name it: an empty CN under an issuer without O and DC', () => {
    expect(predictNickname(host([['CN', '']], noOrganization))).toMatchObject({ kind: 'none' });
  });

  test('none where the bytes are no text', () => {
    const broken = Uint8Array.of(0x0c, 1, 0xff);
    expect(predictNickname(host([['CN', broken]], noOrganization))).toMatchObject({ kind: 'none' });
    expect(predictNickname(host([['CN', 'x']], [['O', broken]]))).toMatchObject({ kind: 'none' });
  });
});

describe('what is already in the database decides before that', () => {
  const entry = (certificateOf: ReturnType<typeof host>, nickname: string) => ({
    nickname,
    subjectDerHex: certificateOf.subject.derHex,
    fingerprintSha256: certificateOf.fingerprintSha256,
  });
  const old = host([['CN', 'host1']], noOrganization, 1);
  const renewed = host([['CN', 'host1']], noOrganization, 2);
  const other = host([['CN', 'host2']], noOrganization, 3);
  const sameName = host(
    [
      ['O', 'x'],
      ['CN', 'host1'],
    ],
    noOrganization,
    4,
  );

  test('a renewed certificate keeps the old nickname, whatever name the file has', () => {
    const database = [entry(old, 'n1')];
    expect(predictNickname(renewed, { database })).toMatchObject({ nickname: 'n1', from: 'same-subject' });
    expect(predictNickname(renewed, { database, friendlyName: 'new' })).toMatchObject({
      nickname: 'n1',
      from: 'same-subject',
    });
  });

  test('the same certificate changes nothing', () => {
    expect(predictNickname(old, { database: [entry(old, 'n1')], friendlyName: 'x' })).toMatchObject({
      nickname: 'n1',
      from: 'same-certificate',
    });
  });

  test('the name of the file is used where it is free', () => {
    expect(predictNickname(other, { database: [entry(old, 'n1')], friendlyName: 'n2' })).toMatchObject({
      nickname: 'n2',
      from: 'friendly-name',
    });
  });

  test('a name of the file that is taken gives way to the generated one', () => {
    expect(predictNickname(other, { database: [entry(old, 'n1')], friendlyName: 'n1' })).toMatchObject({
      nickname: 'host2',
      from: 'generated',
    });
  });

  test('a generated name that is taken is counted up', () => {
    const database = [entry(old, 'host1')];
    expect(predictNickname(sameName, { database })).toMatchObject({ nickname: 'host1 #2' });
    expect(predictNickname(sameName, { database: [...database, entry(other, 'host1 #2')] })).toMatchObject({
      nickname: 'host1 #3',
    });
  });
});
