/** Every byte has its name: what IPsec, overlays and AH put on the wire, in its order. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ahParts } from '../../src/esp/ah.ts';
import { type MtuQuestion, mtuAnswer } from '../../src/esp/answer.ts';
import { knownOverheads, overheadOf } from '../../src/esp/known-overheads.ts';
import { type EspWrapping, innerMtu, overheadParts, wireBytes } from '../../src/esp/mtu.ts';
import { customOverlay, geneve, type Overlay, overlayParts, vxlan } from '../../src/esp/overlay.ts';
import { type MtuPart, sumBytes } from '../../src/esp/part.ts';
import { type EspTransform, espIntegrities, espTransform, espTransforms } from '../../src/esp/transform.ts';
import { wireParts } from '../../src/esp/wire.ts';

function transformOf(cipher: string, integrity?: string): EspTransform {
  const transform = espTransform(cipher, integrity);
  if (transform === undefined) throw new Error(`no transform ${cipher} ${integrity}`);
  return transform;
}
const cbc = transformOf('AES_CBC', 'HMAC_SHA2_256_128');
const gcm = transformOf('AES_GCM_16');
const none = transformOf('NULL', 'HMAC_SHA1_96');

/** `20 outer IPv4 header, 8 ESP header, …` */
const named = (parts: readonly MtuPart[]): string => parts.map(({ name, bytes }) => `${bytes} ${name}`).join(', ');
const tunnel = (transform: EspTransform, change: Partial<EspWrapping> = {}): EspWrapping => ({
  mode: 'tunnel',
  outer: 'ipv4',
  transform,
  udpEncapsulation: false,
  ...change,
});

describe('what IPsec takes', () => {
  test.each([
    [tunnel(cbc), 1500, '20 outer IPv4 header, 8 ESP header, 16 IV, 2 pad length and next header, 16 ICV'],
    [
      tunnel(cbc),
      1499,
      '20 outer IPv4 header, 8 ESP header, 16 IV, 2 pad length and next header, 16 ICV, 15 unused, less than a block',
    ],
    [
      tunnel(gcm, { outer: 'ipv6', udpEncapsulation: true }),
      1500,
      '40 outer IPv6 header, 8 UDP header, 8 ESP header, 8 IV, 2 pad length and next header, 16 ICV',
    ],
    [tunnel(gcm, { mode: 'transport' }), 1500, '8 ESP header, 8 IV, 2 pad length and next header, 16 ICV'],
    [tunnel(none), 1500, '20 outer IPv4 header, 8 ESP header, 2 pad length and next header, 12 ICV'],
  ])('%j over %i: %s', (wrapping, linkMtu, expected) => {
    expect(named(overheadParts(wrapping, linkMtu))).toBe(expected);
  });
});

describe('what AH takes (RFC 4302 §2, §3.3.3.2.1)', () => {
  test.each([
    ['ipv4', 'tunnel', 'HMAC_SHA1_96', '20 outer IPv4 header, 12 AH header, 12 ICV'],
    ['ipv6', 'tunnel', 'HMAC_SHA1_96', '40 outer IPv6 header, 12 AH header, 12 ICV'],
    ['ipv4', 'tunnel', 'HMAC_SHA2_256_128', '20 outer IPv4 header, 12 AH header, 16 ICV'],
    ['ipv6', 'transport', 'HMAC_SHA2_256_128', '12 AH header, 16 ICV, 4 AH padding'],
    ['ipv6', 'transport', 'HMAC_SHA2_512_256', '12 AH header, 32 ICV, 4 AH padding'],
  ] as const)('%s %s %s: %s', (outer, mode, name, expected) => {
    const integrity = espIntegrities.find((each) => each.name === name);
    if (integrity === undefined) throw new Error(name);
    expect(named(ahParts({ mode, outer, integrity }))).toBe(expected);
  });
});

describe('what overlays take', () => {
  test.each<[overlay: Overlay, hosts: 'ipv4' | 'ipv6', expected: string]>([
    [vxlan, 'ipv4', '20 vxlan IPv4 header, 8 UDP header, 8 VXLAN header, 14 inner Ethernet header'],
    [geneve(), 'ipv4', '20 geneve IPv4 header, 8 UDP header, 8 Geneve header, 14 inner Ethernet header'],
    [
      geneve(8),
      'ipv6',
      '40 geneve IPv6 header, 8 UDP header, 8 Geneve header, 8 Geneve options, 14 inner Ethernet header',
    ],
    [customOverlay('gre', 4), 'ipv4', '20 gre IPv4 header, 4 gre headers'],
    [{ ...customOverlay('gre', 4), family: 'ipv6' }, 'ipv4', '40 gre IPv6 header, 4 gre headers'],
  ])('%j between %s hosts: %s', (overlay, hosts, expected) => {
    expect(named(overlayParts(overlay, hosts))).toBe(expected);
  });

  const question: MtuQuestion = {
    ...tunnel(gcm),
    linkMtu: 1500,
    inner: 'ipv4',
    selected: [gcm],
    accepted: [gcm],
    overlays: [],
  };
  test('of overlays side by side the largest counts, of equal ones the first', () => {
    const partsOf = (...overlays: MtuQuestion['overlays']): string =>
      named(mtuAnswer({ ...question, overlays }).overlayParts);
    expect(partsOf([vxlan], [geneve(8)], [customOverlay('gre', 4)])).toContain('geneve IPv4 header');
    expect(partsOf([customOverlay('a', 9)], [customOverlay('b', 9)])).toBe('20 a IPv4 header, 9 a headers');
    expect(partsOf([customOverlay('a', 9), customOverlay('b', 9)], [customOverlay('c', 20)])).toContain(
      '20 b IPv4 header',
    );
  });
});

describe('the largest packet on the wire', () => {
  const overlay = overlayParts(customOverlay('gre', 4), 'ipv4');
  const whole = (parts: ReturnType<typeof wireParts>): string =>
    parts.map(({ name, bytes, of }) => `${bytes} ${name} (${of})`).join(', ');
  test.each([
    [
      tunnel(gcm),
      [],
      '20 outer IPv4 header (ipsec), 8 ESP header (ipsec), 8 IV (ipsec), 1446 packet (packet), 2 pad length and next header (ipsec), 16 ICV (ipsec)',
    ],
    [
      tunnel(gcm),
      overlay,
      '20 outer IPv4 header (ipsec), 8 ESP header (ipsec), 8 IV (ipsec), 20 gre IPv4 header (overlay), 4 gre headers (overlay), 1422 packet in the overlay (packet), 2 pad length and next header (ipsec), 16 ICV (ipsec)',
    ],
    [
      tunnel(gcm, { mode: 'transport' }),
      overlay,
      '20 gre IPv4 header (overlay), 8 ESP header (ipsec), 8 IV (ipsec), 4 gre headers (overlay), 1442 packet in the overlay (packet), 2 pad length and next header (ipsec), 16 ICV (ipsec)',
    ],
    [
      tunnel(gcm, { mode: 'transport' }),
      [],
      "20 the packet's own IPv4 header (packet), 8 ESP header (ipsec), 8 IV (ipsec), 1446 rest of the packet (packet), 2 pad length and next header (ipsec), 16 ICV (ipsec)",
    ],
    [
      tunnel(gcm, { mode: 'transport', outer: 'ipv6' }),
      [],
      "40 the packet's own IPv6 header (packet), 8 ESP header (ipsec), 8 IV (ipsec), 1426 rest of the packet (packet), 2 pad length and next header (ipsec), 16 ICV (ipsec)",
    ],
  ])('%j with %j: %s', (wrapping, headers, expected) => {
    expect(whole(wireParts(wrapping, 1500, headers))).toBe(expected);
  });

  test('its parts add up to its length there', () => {
    fc.assert(
      fc.property(
        fc.record({
          mode: fc.constantFrom('tunnel' as const, 'transport' as const),
          outer: fc.constantFrom('ipv4' as const, 'ipv6' as const),
          transform: fc.constantFrom(...espTransforms),
          udpEncapsulation: fc.boolean(),
        }),
        fc.integer({ min: 1280, max: 9000 }),
        fc.constantFrom<Overlay | undefined>(undefined, vxlan, geneve(8)),
        (wrapping, linkMtu, over) => {
          const headers = over === undefined ? [] : overlayParts(over, wrapping.outer);
          expect(sumBytes(wireParts(wrapping, linkMtu, headers))).toBe(
            wireBytes(wrapping, innerMtu(wrapping, linkMtu)),
          );
        },
      ),
    );
  });
});

describe('the constants that others subtract', () => {
  test.each(knownOverheads())('$bytes ($user) is exact in its one case', ({ bytes, question }) => {
    expect(overheadOf(question)).toBe(bytes);
  });

  test('are these, for whom', () => {
    expect(knownOverheads().map(({ bytes, user }) => `${bytes} ${user}`)).toEqual([
      '46 OpenShift with OVN-Kubernetes',
      '62 the OpenShift 3 guide, Submariner',
      '77 flannel, Cilium',
      "120 IPsec under OVN's Geneve, put into one number",
    ]);
  });

  const taken = (change: Partial<MtuQuestion>, transform = cbc): number =>
    overheadOf({
      ...tunnel(transform),
      linkMtu: 1500,
      inner: 'ipv4',
      selected: [transform],
      accepted: [transform],
      overlays: [],
      ...change,
    });
  test('every published overhead is that of the case that it is given for', () => {
    const told = knownOverheads().map(({ exactly, elsewhere }) => `${exactly}; ${elsewhere}`);
    const says = (numbers: readonly number[]) => numbers.map(String);
    const range = (udpEncapsulation: boolean): number[] =>
      [1497, 1498, 1499, 1500]
        .map((linkMtu) => taken({ mode: 'transport', linkMtu, udpEncapsulation }, gcm))
        .sort((a, b) => a - b);
    expect([range(false)[0], range(false)[3], range(true)[0], range(true)[3]]).toEqual([34, 37, 42, 45]);
    expect(told[0]).toContain('34 to 37 are taken, in UDP 42 to 45');
    const [inGcm, inUdp, worst] = [taken({}, gcm), taken({ udpEncapsulation: true }), taken({ linkMtu: 1499 })];
    expect([inGcm, inUdp, worst]).toEqual([54, 78, 77]);
    expect(told[1]).toContain(
      `AES-GCM-16 takes ${inGcm}; in UDP it is ${inUdp}; over another link MTU up to ${worst - 62} more`,
    );
    expect(taken({}, transformOf('AES_CBC', 'HMAC_SHA1_96'))).toBe(62);
    expect(told[1]).toContain('SHA1-96, of which 4 stay unused');
    expect(told[2]).toContain(`over 1500 it gives ${77 - taken({})} bytes away`);
    const [withVxlan, onIpv6] = says([
      taken({ overlays: [[vxlan]] }),
      taken({ outer: 'ipv6', overlays: [[geneve(8)]] }),
    ]);
    expect(told[3]).toContain(`with VXLAN it is ${withVxlan}; with hosts on IPv6 ${onIpv6}`);
  });
});
