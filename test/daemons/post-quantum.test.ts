/**
 * What an additional key exchange comes to between 5.4 and older releases, each end initiating: two proposals come up both ways,
 * one with `+none` does not. `SWANMESH_LIBRESWAN_5_4=DIR` names a build of 5.4; without it this is a visible skip.
 *
 * Where the NSS of the build has no ML-KEM, dh19 stands in for it: the exchange, its payloads and the choice of the proposal are
 * the same, the size of the key is not.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { valueAt } from '../../src/diagnostics/diagnostic.ts';
import { withAdditional } from '../../src/libreswan/proposal/post-quantum.ts';
import { printProposals } from '../../src/libreswan/proposal/print.ts';
import { readProposals } from '../../src/libreswan/proposal/read.ts';
import { algparse } from '../support/algparse.ts';
import { describeWithBuilt } from '../support/built-tools.ts';
import type { ToolsOf } from '../support/debian/release-tools.ts';
import { type AskedRelease, describeWithTools, type Pluto, startPluto } from '../support/pluto.ts';

const plain = 'aes_gcm256-sha2_512;dh20';
const at = valueAt('ipsec', 'ike');

/** What `ipsec.pq` writes, with the word that the build takes. */
function rendered(exchange: string): string {
  const read = readProposals(plain, 'ike', ['5.4'], at);
  if (read.kind === 'failed') throw new Error('the proposal is one');
  const printed = printProposals(withAdditional(read.value, 'ML_KEM_768'), ['5.4'], at);
  if (printed.kind === 'failed') throw new Error('5.4 has it');
  return printed.value.replace('ml_kem_768', exchange);
}

const reading = { protocol: 'ike', ikeVersion: 2, pfs: true } as const;

describeWithBuilt(['5.4'], 'an additional key exchange', (newTools) => {
  const hasMlKem = algparse(newTools, reading, [`${plain};addke1=ml_kem_768`])[0]?.taken === true;
  const exchange = hasMlKem ? 'ml_kem_768' : 'dh19';

  test('ipsec.pq writes two proposals, and 5.4 reads them as two', () => {
    expect(rendered('ml_kem_768')).toBe(`${plain};addke1=ml_kem_768,${plain}`);
    const [answer] = algparse(newTools, reading, [rendered(exchange)]);
    expect(answer?.said.split('\n').map((line) => line.trim())).toEqual([
      `AES_GCM_16_256-HMAC_SHA2_512-DH20;addke1=${exchange.toUpperCase()}`,
      'AES_GCM_16_256-HMAC_SHA2_512-DH20',
    ]);
  });

  describeWithTools(['4.3', '4.10', '5.2', '5.3', '5.4'], 'the peer of 5.4', (tools) => {
    // Both plutos share one network, and each listens on an address of its own.
    let [own, peer]: (Pluto | undefined)[] = [];
    beforeAll(() => {
      own = startPluto(newTools, { addresses: ['10.0.0.1/24', '10.0.0.2/24'], listen: '10.0.0.1' });
      peer = startPluto(tools as ToolsOf<AskedRelease>, { beside: own, listen: '10.0.0.2' });
    });
    afterAll(() => {
      peer?.stop();
      own?.stop();
    });

    /** What comes of the keys of the IKE SA that one end initiates; `open` where the time is over. */
    function exchanged(ikes: { readonly own: string; readonly peer: string }, initiator: 'own' | 'peer'): Exchanged {
      const ends = [
        { pluto: own as Pluto, ike: ikes.own },
        { pluto: peer as Pluto, ike: ikes.peer },
      ] as const;
      for (const { pluto, ike } of ends) {
        pluto.whack('--name', 'pq', '--delete');
        pluto.write('ipsec.secrets', '10.0.0.1 10.0.0.2 : PSK "a secret of more than thirty-two bytes, for tests"\n');
        pluto.write('ipsec.conf', `${conn}\tike=${ike}\n`);
        pluto.whack('--rereadsecrets');
        pluto.load();
        pluto.news();
      }
      const { pluto } = initiator === 'own' ? ends[0] : ends[1];
      pluto.whack('--name', 'pq', '--initiate', '--asynchronous');
      let said = '';
      for (let tries = 0; tries < 100; tries += 1) {
        said += pluto.news();
        if (said.includes('NO_PROPOSAL_CHOSEN')) return 'refused';
        if (/sent IKE_AUTH request/.test(said)) return /sent IKE_INTERMEDIATE request/.test(said) ? 'with' : 'without';
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
      }
      return 'open';
    }

    test.each(['own', 'peer'] as const)('two proposals, initiated by %s', (initiator) => {
      const isNew = tools.release === '5.4';
      const ikes = { own: rendered(exchange), peer: isNew ? rendered(exchange) : plain };
      expect(exchanged(ikes, initiator)).toBe(isNew ? 'with' : 'without');
    });

    test('one proposal that may do without is refused where 5.4 initiates, and taken where the peer does', () => {
      const ikes = { own: `${plain};addke1=${exchange}+none`, peer: plain };
      expect(exchanged(ikes, 'own')).toBe('refused');
      expect(exchanged(ikes, 'peer')).toBe('without');
    });

    test('one proposal with the exchange comes up where both ends have it, and nowhere else', () => {
      const alone = `${plain};addke1=${exchange}`;
      expect(exchanged({ own: alone, peer: plain }, 'own')).toBe('refused');
      expect(exchanged({ own: alone, peer: plain }, 'peer')).toBe('refused');
      if (tools.release === '5.4') expect(exchanged({ own: alone, peer: alone }, 'own')).toBe('with');
    });
  });
});

/** Whether the keys were exchanged, and whether with the additional exchange. */
type Exchanged = 'with' | 'without' | 'refused' | 'open';

/** Once the keys are there the kernel may have no ESP: what follows is not asked. */
const conn =
  'config setup\nconn pq\n\tleft=10.0.0.1\n\tright=10.0.0.2\n\tauthby=secret\n\tauto=add\n\tretransmit-timeout=4s\n';
