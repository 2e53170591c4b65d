/** The FIPS column of `ipsec algparse -v`, on every release that is here. */
import { expect, test } from 'vitest';
import { encryptions, integrities, keyExchanges, prfs } from '../../../src/libreswan/proposal/algorithm.ts';
import { isFipsApproved } from '../../../src/libreswan/proposal/fips.ts';
import { askedReleases, describeWithTools } from '../../support/pluto.ts';

/** Names of algorithms by section, with whether the column has FIPS. */
function tableOf(said: string): ReadonlyMap<string, boolean> {
  const rows = [...said.matchAll(/^(?:ipsec )?algparse: {3}([A-Z0-9_]+) .*IKEv2:(.*)$/gm)];
  return new Map(rows.map(([, name = '', columns = '']) => [name, /\bFIPS\b/.test(columns)]));
}

describeWithTools(askedReleases, 'FIPS mode', (tools) => {
  const { stdout, stderr } = tools.ipsec(['algparse', '-v', 'esp=aes']);
  const table = tableOf(`${stdout}\n${stderr}`);

  test('has the algorithms that algparse marks, and no others of ours', () => {
    const ours = [...encryptions, ...integrities, ...prfs, ...keyExchanges].map(({ name }) => name);
    const known = ours.filter((name) => table.has(name));
    expect(known.length).toBeGreaterThan(35);
    for (const name of known) expect([name, isFipsApproved(name)]).toEqual([name, table.get(name)]);
  });

  test('refuses a value with one that it does not have, whatever else it offers', () => {
    const option = tools.release === '5.4' ? '--fips=yes' : '-fips=yes';
    const taken = (value: string): boolean => tools.ipsec(['algparse', option, value]).status === 0;
    expect(taken('ike=aes256-sha2_256;dh20')).toBe(true);
    expect(taken('ike=aes256-sha2_256;dh20+dh31')).toBe(false);
    expect(taken('esp=aes_gcm256,chacha20_poly1305')).toBe(false);
  });
});
