import { describe, expect, test } from 'vitest';
import type { DiagnosticCode } from '../../src/diagnostics/diagnostic.ts';
import { valueAt } from '../../src/diagnostics/diagnostic.ts';
import { checkMtu, type MtuQuestion, mtuAnswer } from '../../src/esp/answer.ts';
import { vxlan } from '../../src/esp/overlay.ts';
import { type EspTransform, espTransform } from '../../src/esp/transform.ts';

function row(cipher: string, integrity?: string): EspTransform {
  const transform = espTransform(cipher, integrity);
  if (transform === undefined) throw new Error(`no transform ${cipher} ${integrity}`);
  return transform;
}
const gcm = row('AES_GCM_16');
const cbc = row('AES_CBC', 'HMAC_SHA2_512_256');
const guide: MtuQuestion = {
  linkMtu: 1500,
  mode: 'tunnel',
  outer: 'ipv4',
  inner: 'ipv4',
  udpEncapsulation: false,
  selected: [gcm],
  accepted: [gcm],
  overlays: [],
};

interface Case {
  readonly why: string;
  readonly change: Partial<MtuQuestion>;
  readonly codes: readonly DiagnosticCode[];
}

const cases: readonly Case[] = [
  { why: 'a usual link has nothing to say', change: {}, codes: [] },
  { why: 'IPv4 knows no smaller link than 68', change: { linkMtu: 67 }, codes: ['mtu/link-mtu'] },
  { why: 'IPv6 knows no smaller link than 1280', change: { outer: 'ipv6', linkMtu: 1279 }, codes: ['mtu/link-mtu'] },
  { why: 'a packet may be 65535 bytes long', change: { linkMtu: 65535 }, codes: [] },
  { why: 'no packet is longer than 65535', change: { linkMtu: 65536 }, codes: ['mtu/link-mtu'] },
  { why: 'half a byte is no byte', change: { linkMtu: 1500.5 }, codes: ['mtu/link-mtu'] },
  { why: 'the smallest IPv4 link has no room for ESP', change: { linkMtu: 68 }, codes: ['mtu/too-small'] },
  { why: 'IPv6 inside needs 1280', change: { inner: 'ipv6', linkMtu: 1280 }, codes: ['mtu/too-small'] },
  { why: 'IPv6 inside, exactly 1280 left', change: { inner: 'ipv6', linkMtu: 1336 }, codes: [] },
  { why: 'IPv6 inside, 1278 left', change: { inner: 'ipv6', linkMtu: 1335 }, codes: ['mtu/too-small'] },
  {
    why: 'IPv6 in the overlay: what counts is the room in the overlay',
    change: { inner: 'ipv6', linkMtu: 1336, overlays: [[vxlan]] },
    codes: ['mtu/too-small'],
  },
  {
    why: 'the overlay itself is IPv6: its packets need 1280 too',
    change: { outer: 'ipv6', linkMtu: 1280, overlays: [[vxlan]] },
    codes: ['mtu/too-small'],
  },
  {
    why: 'transport mode cannot change the family',
    change: { mode: 'transport', inner: 'ipv6' },
    codes: ['mtu/transport-family'],
  },
  {
    why: 'the pod may have another family than the hosts',
    change: { mode: 'transport', inner: 'ipv6', overlays: [[vxlan]] },
    codes: [],
  },
  { why: 'a larger transform is accepted too', change: { accepted: [gcm, cbc] }, codes: ['mtu/floor-differs'] },
];

describe('numbers that cannot be used are refused', () => {
  test.each(cases)('$why', ({ change, codes }) => {
    const question = { ...guide, ...change };
    const at = valueAt('network', 'linkMtu');
    const findings = checkMtu(question, mtuAnswer(question), at);
    expect(findings.map((f) => f.code)).toEqual(codes);
    expect(findings.every((f) => f.at === at)).toBe(true);
  });
});

test('the smallest over what may be selected counts, and the floor is never above it', () => {
  const answer = mtuAnswer({ ...guide, selected: [gcm, cbc], accepted: [] });
  expect(answer).toMatchObject({ tunnelMtu: 1422, floorMtu: 1422, transform: cbc.name });
});

test('of several that may be selected the smallest counts, wherever it stands; the first of equal ones gives the name', () => {
  const sha1 = row('AES_CBC', 'HMAC_SHA1_96');
  const sha256 = row('AES_CBC', 'HMAC_SHA2_256_128');
  for (const selected of [[gcm, cbc, sha1] as const, [cbc, gcm] as const, [sha1, gcm, cbc] as const])
    expect(mtuAnswer({ ...guide, selected }).transform).toBe(cbc.name);
  expect(mtuAnswer({ ...guide, selected: [sha1, sha256] })).toMatchObject({
    transform: sha1.name,
    tunnelMtu: 1438,
    overhead: 62,
  });
  expect(mtuAnswer({ ...guide, selected: [gcm], accepted: [sha256, gcm, sha1] })).toMatchObject({
    transform: gcm.name,
    tunnelMtu: 1446,
    overhead: 54,
    floorTransform: sha256.name,
    floorMtu: 1438,
    mss: { ipv4: 1406, ipv6: 1386 },
  });
});

test.each<[change: Partial<MtuQuestion>, message: string, hint: string]>([
  [
    { linkMtu: 67 },
    'link MTU under IPv4 must be from 68 to 65535 bytes, not 67',
    'take the number that `ip link` shows for the interface, such as 1500',
  ],
  [
    { linkMtu: 1279, outer: 'ipv6' },
    'link MTU under IPv6 must be from 1280 to 65535 bytes, not 1279',
    'take the number that `ip link` shows for the interface, such as 1500',
  ],
  [
    { mode: 'transport', inner: 'ipv6' },
    'packets in transport mode must be IPv4 as on the wire, not IPv6',
    'use type: tunnel, or give the same family inside and outside',
  ],
  [
    { inner: 'ipv6', linkMtu: 1335 },
    'MTU in the tunnel must be at least 1280 for IPv6, but only 1278 bytes are left of 1335',
    'raise the link MTU, or choose a transform that adds less',
  ],
  [
    { inner: 'ipv6', linkMtu: 1336, overlays: [[vxlan]] },
    'MTU in the overlay must be at least 1280 for IPv6, but only 1232 bytes are left of 1336',
    'raise the link MTU, or choose a transform that adds less',
  ],
  [
    { outer: 'ipv6', linkMtu: 1280, overlays: [[vxlan]] },
    'MTU in the tunnel must be at least 1280 for IPv6, but only 1206 bytes are left of 1280',
    'raise the link MTU, or choose a transform that adds less',
  ],
  [
    { accepted: [gcm, cbc] },
    'the MTU of an IPv4 tunnel is 1446 with AES_GCM_16, but both ends would also accept AES_CBC-HMAC_SHA2_512_256, which leaves 1422',
    'write esp: with one transform, so that one number is true',
  ],
])('%j is told in a sentence with what is required and what to do', (change, message, hint) => {
  const question = { ...guide, ...change };
  const findings = checkMtu(question, mtuAnswer(question), valueAt('mtu'), valueAt('esp'));
  expect(findings).toMatchObject([{ message, hint, at: valueAt('accepted' in change ? 'esp' : 'mtu') }]);
});

test('an overlay of no layers is none', () => {
  const question: MtuQuestion = { ...guide, mode: 'transport', inner: 'ipv6', overlays: [[]] };
  expect(checkMtu(question, mtuAnswer(question), valueAt('mtu')).map(({ code }) => code)).toEqual([
    'mtu/transport-family',
  ]);
});
