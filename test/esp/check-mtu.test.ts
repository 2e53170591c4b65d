import { describe, expect, test } from 'vitest';
import type { DiagnosticCode } from '../../src/diagnostic.ts';
import { valueAt } from '../../src/diagnostic.ts';
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
