/** What becomes of packets whose address or port a rule changes. */
import type { Address } from '../../net/address.ts';
import { addressNumber, isInSet } from './address-range.ts';
import { note } from './ledger.ts';
import { type Flow, headerOf } from './packet.ts';
import type { Rule, Translation } from './rule-set.ts';
import type { Walk } from './walk-state.ts';

/**
 * A packet that is sent elsewhere is lost: it reaches neither the host's pluto nor the peer's. One that gets another source goes
 * on, and the state says so. What the translation leaves as it is, is accepted like everything that such a rule matches.
 *
 * @param accept takes what goes on behind the chain
 * @returns what goes on to the next rule: nothing
 * @see Linux, net/netfilter/nf_nat_core.c get_unique_tuple: what already fits stays
 */
export function translate(
  { packet, ledger, make }: Walk,
  rule: Rule,
  to: Translation,
  { state, peers }: Flow,
  accept: (flow: Flow) => void,
): readonly Flow[] {
  const translated = make({ ...state, translated: true });
  if (to.end === 'source') {
    if (to.ownAddress === true && packet.direction === 'out') accept({ state: translated, peers });
    else sourceChanged();
    return [];
  }
  const [kept, lost]: [Map<Address, bigint>, Map<Address, bigint>] = [new Map(), new Map()];
  for (const [peer, number] of peers) {
    const fate = becomes(peer);
    if (fate !== 'lost') kept.set(peer, number);
    if (fate !== 'kept') lost.set(peer, number);
  }
  note(ledger.dropped, lost.keys(), { at: rule.at, text: rule.text });
  note(ledger.moved, lost.keys(), { at: rule.at, text: rule.text });
  const doubtful = [...kept.keys()].filter((peer) => lost.has(peer));
  note(ledger.doubted, doubtful, { at: rule.at, text: rule.text, what: to.what ?? 'address translation' });
  if (kept.size > 0) accept({ state: translated, peers: kept });
  return [];

  function becomes(peer: Address): 'kept' | 'lost' | 'either' {
    if (to.what !== undefined) return 'either';
    const port = headerOf(packet.service).destination;
    const [first, last] = to.ports ?? [];
    if (port !== undefined && first !== undefined && last !== undefined && (port < first || port > last)) return 'lost';
    if (to.ownAddress === true) return packet.direction === 'out' ? 'lost' : 'either';
    if (to.addresses === undefined) return 'kept';
    const now = packet.direction === 'in' ? packet.local : peer;
    if (!isInSet(to.addresses, packet.family, addressNumber(now))) return 'lost';
    return to.addresses.singles?.length === 1 ? 'kept' : 'either';
  }

  function sourceChanged(): void {
    const { addresses } = to;
    if (packet.direction === 'in') {
      // Of several peers that get the same source the kernel lets one in where there are no ports to tell them apart.
      note(ledger.dropped, peers.keys(), { at: rule.at, text: rule.text });
      note(ledger.doubted, peers.keys(), { at: rule.at, text: rule.text, what: 'address translation' });
    }
    const number = addressNumber(packet.local);
    const [single, ...more] = addresses?.singles ?? [];
    if (packet.direction === 'out' && more.length === 0 && single === packet.local) {
      accept({ state: translated, peers });
      return;
    }
    // Of several addresses the kernel picks one; the own one may be among them.
    if (packet.direction === 'out' && (addresses === undefined || isInSet(addresses, packet.family, number))) {
      accept({ state: translated, peers: new Map(peers) });
    }
    note(ledger.moved, peers.keys(), { at: rule.at, text: rule.text });
    const otherSource = { ...(addresses === undefined ? {} : { addresses }), by: { at: rule.at, text: rule.text } };
    accept({ state: make({ ...translated, otherSource, hasOtherSource: true }), peers });
  }
}
