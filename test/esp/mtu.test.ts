import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ahInnerMtu } from '../../src/esp/ah.ts';
import { mtuAnswer } from '../../src/esp/answer.ts';
import { type IpsecMode, innerMtu, wireBytes } from '../../src/esp/mtu.ts';
import { geneve, type Overlay, vxlan } from '../../src/esp/overlay.ts';
import { espIntegrities, espTransform, espTransforms } from '../../src/esp/transform.ts';
import type { Family } from '../../src/net/address.ts';

/** One row that a real kernel gave (Linux 6.1, static states, frames captured at the far end). */
interface MeasuredRow {
  readonly mode: 'tunnel' | 'transport' | 'none';
  readonly outer: Family;
  readonly inner: Family;
  readonly cipher: string;
  readonly auth: string;
  readonly encap: 'none' | 'udp';
  readonly linkMtu: number;
  readonly measuredInnerMtu: number;
  readonly sendMax?: number;
  readonly wire: number;
  readonly device?: 'vxlan' | 'geneve';
  readonly underlayMtu?: number;
}

const ciphers: Readonly<Record<string, string>> = { 'aes-cbc': 'AES_CBC', null: 'NULL', 'aes-gcm': 'AES_GCM_16' };
const integrities: Readonly<Record<string, string | undefined>> = {
  'hmac-sha1-96': 'HMAC_SHA1_96',
  'hmac-sha2-256-128': 'HMAC_SHA2_256_128',
  icv16: undefined,
};
const devices: Readonly<Record<string, Overlay>> = { vxlan, geneve: geneve() };

const rows: readonly MeasuredRow[] = JSON.parse(
  readFileSync(new URL('../vectors/mtu-measured.json', import.meta.url), 'utf8'),
);

describe('every row that a kernel gave is equal', () => {
  const protectedRows = rows.filter((row) => row.mode !== 'none');

  test('there are rows of both modes, both families, plain and in UDP, with and without a device on top', () => {
    const kinds = new Set(protectedRows.map((r) => `${r.mode} ${r.outer} ${r.encap} ${r.device ?? '-'}`));
    expect(kinds.size).toBe(2 * 2 * 2 * 3);
  });

  test.each(protectedRows)(
    '$mode $outer/$inner $cipher $auth $encap $device over $linkMtu leaves $measuredInnerMtu',
    (row) => {
      const transform = espTransform(ciphers[row.cipher] ?? '', integrities[row.auth]);
      if (transform === undefined || row.mode === 'none') throw new Error('the row names no transform of the table');
      const wrapping = { mode: row.mode, outer: row.outer, transform, udpEncapsulation: row.encap === 'udp' };
      const answer = mtuAnswer({
        ...wrapping,
        linkMtu: row.linkMtu,
        inner: row.inner,
        selected: [transform],
        accepted: [transform],
        overlays: row.device === undefined ? [] : [[devices[row.device] ?? vxlan]],
      });
      expect(answer.overlayMtu).toBe(row.measuredInnerMtu);
      expect(answer.tunnelMtu).toBe(row.underlayMtu ?? row.sendMax);
      expect(wireBytes(wrapping, innerMtu(wrapping, row.linkMtu))).toBe(row.wire);
    },
  );

  test.each(rows.filter((row) => row.mode === 'none'))(
    'without IPsec $device over $outer $linkMtu leaves $measuredInnerMtu',
    (row) => {
      const bytes =
        (row.outer === 'ipv4' ? 20 : 40) +
        (devices[row.device ?? ''] ?? vxlan).headers.reduce((n, h) => n + h.bytes, 0);
      expect(row.linkMtu - bytes).toBe(row.measuredInnerMtu);
    },
  );
});

/** What `test/vectors/mtu-measure` made: for each way to wrap a packet the MTU over each of the links. */
interface MeasuredTransforms {
  readonly links: readonly number[];
  readonly rows: readonly (readonly [string, IpsecMode, Family, Family, 'none' | 'udp', readonly number[]])[];
}

const vector = new URL('../vectors/mtu-measured-transforms.json', import.meta.url);
const measured: MeasuredTransforms = JSON.parse(readFileSync(vector, 'utf8'));

describe('every transform that a kernel has is equal to it', () => {
  const names = [...new Set(measured.rows.map(([name]) => name))];

  test('all transforms of the table were measured but Camellia-CTR, which Linux does not have for ESP', () => {
    const known = espTransforms.map(({ name }) => name).filter((name) => !name.startsWith('CAMELLIA_CTR-'));
    expect(names).toEqual([...known, ...espIntegrities.map(({ name }) => `AH ${name}`)]);
    expect(measured.rows).toHaveLength(known.length * 12 + espIntegrities.length * 6);
  });

  test.each(names)('%s', (name) => {
    for (const [, mode, outer, inner, encap, mtus] of measured.rows.filter(([other]) => other === name)) {
      const integrity = espIntegrities.find((one) => name === `AH ${one.name}`);
      const transform = espTransforms.find((one) => one.name === name);
      const ours = measured.links.map((link) => {
        if (integrity !== undefined) return ahInnerMtu({ mode, outer, integrity }, link);
        if (transform === undefined) throw new Error(`${name} must be in the table`);
        return innerMtu({ mode, outer, transform, udpEncapsulation: encap === 'udp' }, link);
      });
      expect([mode, outer, inner, encap, ours]).toEqual([mode, outer, inner, encap, mtus]);
    }
  });
});
