import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ahInnerMtu, ahParts } from '../../src/esp/ah.ts';
import { mssOf, mtuAnswer } from '../../src/esp/answer.ts';
import { innerMtu, overheadParts, wireBytes } from '../../src/esp/mtu.ts';
import { geneve, overlayParts, vxlan } from '../../src/esp/overlay.ts';
import { sumBytes } from '../../src/esp/part.ts';
import { espIntegrities, espTransforms } from '../../src/esp/transform.ts';
import { family, wrapping } from '../arbitraries/wrapping.ts';
import { ahPacket, espPacket, overlayPacket, packetOf } from '../reference/packet.ts';

const linkMtu = fc.oneof(fc.integer({ min: 1280, max: 9216 }), fc.constantFrom(1280, 1400, 1450, 1500, 9000, 65535));

describe('the MTU of ESP', () => {
  test('is what the packet built byte by byte says: it fits, and one byte more does not', () => {
    fc.assert(
      fc.property(wrapping, linkMtu, family, (way, link, other) => {
        const inside = way.mode === 'transport' ? way.outer : other;
        const largest = innerMtu(way, link);
        expect(espPacket(packetOf(inside, largest), way).length).toBeLessThanOrEqual(link);
        expect(espPacket(packetOf(inside, largest + 1), way).length).toBeGreaterThan(link);
      }),
    );
  });

  test('the length on the wire is that of the packet built byte by byte', () => {
    fc.assert(
      fc.property(wrapping, fc.integer({ min: 60, max: 9000 }), (way, length) => {
        expect(wireBytes(way, length)).toBe(espPacket(packetOf(way.outer, length), way).length);
      }),
    );
  });

  test('is monotone in the MTU of the link, and below it', () => {
    fc.assert(
      fc.property(wrapping, linkMtu, fc.integer({ min: 0, max: 64 }), (way, link, more) => {
        expect(innerMtu(way, link + more)).toBeGreaterThanOrEqual(innerMtu(way, link));
        expect(innerMtu(way, link)).toBeLessThan(link);
      }),
    );
  });

  test('the inverse gives the smallest link that is enough, and the inverse of the inverse is itself', () => {
    fc.assert(
      fc.property(wrapping, linkMtu, (way, wanted) => {
        const needed = wireBytes(way, wanted);
        expect(innerMtu(way, needed)).toBeGreaterThanOrEqual(wanted);
        expect(innerMtu(way, needed - 1)).toBeLessThan(wanted);
        expect(wireBytes(way, innerMtu(way, needed))).toBe(needed);
        expect(innerMtu(way, wireBytes(way, innerMtu(way, wanted)))).toBe(innerMtu(way, wanted));
      }),
    );
  });

  test('every byte is named: the parts add up to what is missing, and none is without bytes', () => {
    fc.assert(
      fc.property(wrapping, linkMtu, (way, link) => {
        const parts = overheadParts(way, link);
        expect(sumBytes(parts)).toBe(link - innerMtu(way, link));
        expect(parts.every(({ bytes }) => bytes > 0)).toBe(true);
        expect(new Set(parts.map(({ name }) => name)).size).toBe(parts.length);
      }),
    );
  });

  test('the family inside plays no part in tunnel mode', () => {
    fc.assert(
      fc.property(wrapping, linkMtu, (way, link) => {
        const question = { ...way, linkMtu: link, selected: [way.transform] as const, accepted: [], overlays: [] };
        expect(mtuAnswer({ ...question, inner: 'ipv4' })).toEqual(mtuAnswer({ ...question, inner: 'ipv6' }));
      }),
    );
  });
});

describe('the MTU of an overlay on top', () => {
  const overlay = fc.oneof(
    fc.constant({ kind: 'vxlan' as const, optionBytes: 0 }),
    fc.integer({ min: 0, max: 63 }).map((words) => ({ kind: 'geneve' as const, optionBytes: 4 * words })),
  );

  test('is what the packet in the packet in the packet says: it fits, and one byte more does not', () => {
    fc.assert(
      fc.property(wrapping, linkMtu, overlay, family, (way, link, { kind, optionBytes }, pod) => {
        const answer = mtuAnswer({
          ...way,
          linkMtu: link,
          inner: pod,
          selected: [way.transform],
          accepted: [],
          overlays: [[kind === 'vxlan' ? vxlan : geneve(optionBytes)]],
        });
        const onTheWire = (bytes: number): number =>
          espPacket(overlayPacket(packetOf(pod, bytes), { hosts: way.outer, kind, optionBytes }), way).length;
        expect(onTheWire(answer.overlayMtu)).toBeLessThanOrEqual(link);
        expect(onTheWire(answer.overlayMtu + 1)).toBeGreaterThan(link);
      }),
    );
  });

  test('nested: each takes its headers; side by side: the one that takes most counts', () => {
    fc.assert(
      fc.property(wrapping, linkMtu, fc.integer({ min: 1, max: 63 }), (way, link, words) => {
        const question = { ...way, linkMtu: link, inner: way.outer, selected: [way.transform] as const, accepted: [] };
        const options = geneve(4 * words);
        const one = sumBytes(overlayParts(vxlan, way.outer));
        const other = sumBytes(overlayParts(options, way.outer));
        const alone = mtuAnswer({ ...question, overlays: [] });
        expect(alone.overlayMtu).toBe(alone.tunnelMtu);
        expect(mtuAnswer({ ...question, overlays: [[vxlan, options]] }).overlayMtu).toBe(alone.tunnelMtu - one - other);
        expect(mtuAnswer({ ...question, overlays: [[vxlan], [options], []] }).overlayMtu).toBe(alone.tunnelMtu - other);
      }),
    );
  });

  test('the TCP segment of its MSS fills a packet of its MTU', () => {
    fc.assert(
      fc.property(linkMtu, (mtu) => {
        expect(mssOf(mtu).ipv4 + 20 + 20).toBe(mtu);
        expect(mssOf(mtu).ipv6 + 40 + 20).toBe(mtu);
      }),
    );
  });
});

test('the MTU of AH is what the packet built byte by byte says', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('tunnel' as const, 'transport' as const),
      family,
      fc.constantFrom(...espIntegrities),
      linkMtu,
      (mode, outer, integrity, link) => {
        const way = { mode, outer, integrity };
        const built = ahPacket(packetOf(outer, ahInnerMtu(way, link)), { mode, outer, icv: integrity.icv });
        expect(built.length).toBe(link);
        expect(sumBytes(ahParts(way))).toBe(link - ahInnerMtu(way, link));
      },
    ),
  );
});

test('every transform of the table is there once, each with its source, and a block of at least 4', () => {
  const aeads = 8;
  const pairs = 6 * 8;
  expect(new Set(espTransforms.map(({ name }) => name)).size).toBe(aeads + pairs);
  for (const { block, source, icv } of espTransforms) {
    expect([4, 8, 16]).toContain(block);
    expect(icv).toBeGreaterThanOrEqual(8);
    expect(source).toMatch(/RFC \d+/);
  }
});
