/** Which conn of a host is for which other host. */

import { type ConnTable, newPairIndex } from '../../hosts/conns/conn-table.ts';
import { isLoaded } from '../../hosts/conns/is-loaded.ts';
import type { Vocabulary } from '../../hosts/conns/line-table.ts';
import { connNameOf, pairConnName } from '../../mesh/conn-names.ts';
import { type Family, familyOf, readAddress } from '../../net/address.ts';
import type { Side } from '../conn.ts';
import type { Host } from '../host.ts';
import { type OwnAddresses, ownAddresses, ownSide } from './local-side.ts';

/** Every conn of every host, put where it belongs. */
export interface Survey {
  /** The conn of a host for another in a family, or -1. */
  readonly rowFor: (host: number, peer: number, family: Family) => number;
  /** All conns of a host for another in a family, in the order of loading. */
  readonly rowsFor: (host: number, peer: number, family: Family) => readonly number[];
  readonly sideOf: (row: number) => Side;
  /** The host that a conn is for, or -1. */
  readonly peerOf: (row: number) => number;
  readonly familyOfRow: (row: number) => Family;
  /** Rows for a pair that has one already. */
  readonly extra: readonly { readonly row: number; readonly first: number }[];
  /** Rows that are for no host of the tree. */
  readonly strays: readonly number[];
  readonly own: OwnAddresses;
  /** How many conns of other hosts lead to an address. */
  readonly votes: (address: number) => number;
}

export function surveyOf(table: ConnTable, vocabulary: Vocabulary, hosts: readonly Host[]): Survey {
  const own = ownAddresses(
    table,
    vocabulary,
    hosts.map(({ evidence }) => evidence.addresses),
  );
  // By the number of the address; numbers are dense.
  const owners = new Int32Array(vocabulary.texts()).fill(-1);
  const votes = new Int32Array(owners.length);
  const ipv6 = new Int8Array(owners.length).fill(-1);
  for (const [host, addresses] of own.entries()) {
    for (const address of addresses) if (owners[address] === -1) owners[address] = host;
  }
  const size = table.size();
  const index = newPairIndex(size);
  const sides = new Uint8Array(size);
  const peers = new Int32Array(size).fill(-1);
  const inIpv6 = new Uint8Array(size);
  const extra: { row: number; first: number }[] = [];
  const unplaced: number[] = [];
  const isLive = liveness(table, vocabulary);
  const isIpv6 = (address: number): boolean => {
    if (ipv6[address] === -1) {
      const read = readAddress(vocabulary.textOf(address));
      ipv6[address] = read !== undefined && familyOf(read) === 'ipv6' ? 1 : 0;
    }
    return ipv6[address] === 1;
  };

  let names: ReadonlyMap<string, number> | undefined;
  let further: ReadonlyMap<number, readonly { readonly row: number }[]> | undefined;
  const later: number[] = [];
  for (let row = 0; row < size; row += 1) {
    if (isLive(row)) place(row);
    else later.push(row);
  }
  // A conn that is not loaded stands for a pair only where no other does.
  for (const row of later) place(row);
  const strays = unplaced.filter((row) => !placeByName(row));

  return {
    rowFor: (host, peer, family) => index.get(host * 2 + (family === 'ipv6' ? 1 : 0), peer),
    rowsFor,
    sideOf: (row) => (sides[row] === 1 ? 'right' : 'left'),
    peerOf: (row) => peers[row] as number,
    familyOfRow: (row) => (inIpv6[row] === 1 ? 'ipv6' : 'ipv4'),
    extra,
    strays,
    own,
    votes: (address) => votes[address] ?? 0,
  };

  function rowsFor(host: number, peer: number, family: Family): readonly number[] {
    const first = index.get(host * 2 + (family === 'ipv6' ? 1 : 0), peer);
    if (first < 0) return [];
    further ??= byFirst(extra);
    const more = further.get(first);
    return more === undefined ? [first] : [first, ...more.map(({ row }) => row)].sort((a, b) => a - b);
  }

  function place(row: number): void {
    const host = table.get(row, 'host');
    const [left, right] = [table.get(row, 'leftAddress'), table.get(row, 'rightAddress')];
    const found = ownSide(left, right, own[host] as ReadonlySet<number>, vocabulary);
    const side = found ?? (owners[left] !== -1 && owners[right] === -1 ? 'right' : 'left');
    sides[row] = side === 'right' ? 1 : 0;
    const remote = side === 'left' ? right : left;
    inIpv6[row] = isIpv6(remote) ? 1 : 0;
    votes[remote] = (votes[remote] as number) + 1;
    const peer = owners[remote] as number;
    if (peer === -1 || peer === host) unplaced.push(row);
    else put(row, host, peer);
  }

  function put(row: number, host: number, peer: number): void {
    peers[row] = peer;
    const first = index.put(host * 2 + (inIpv6[row] as number), peer, row);
    if (first !== row) extra.push({ row, first });
  }

  /**
   * A conn whose address is nobody's is taken for the host that it or its remote address is named after, if there is no
   * other for that.
   */
  function placeByName(row: number): boolean {
    const host = table.get(row, 'host');
    const remote = vocabulary.textOf(table.get(row, sides[row] === 1 ? 'leftAddress' : 'rightAddress'));
    const labels = readAddress(remote) === undefined ? [remote, remote.replace(/\..*/, '')] : [];
    const called = [vocabulary.textOf(table.get(row, 'name')), ...labels];
    const peer = called.map((text) => hostNames().get(text)).find((found) => found !== undefined);
    if (peer === undefined || peer === host || index.get(host * 2 + (inIpv6[row] as number), peer) >= 0) return false;
    put(row, host, peer);
    return true;
  }

  function hostNames(): ReadonlyMap<string, number> {
    names ??= new Map(
      hosts.flatMap(({ name, node, index }) => {
        const conn = node?.connName ?? connNameOf(name);
        return [
          [conn, index],
          [pairConnName(conn, 'ipv6', true), index],
        ] as const;
      }),
    );
    return names;
  }
}

/** Whether a row is a conn that is loaded: it has an `auto=` for that, and nothing lost it. */
function liveness(table: ConnTable, vocabulary: Vocabulary): (row: number) => boolean {
  const known = new Map<number, boolean>();
  return (row) => {
    if (table.get(row, 'lost') !== 0) return false;
    const both = table.get(row, 'both');
    const answer = known.get(both) ?? isLoaded(both, vocabulary);
    known.set(both, answer);
    return answer;
  };
}

function byFirst(
  extra: readonly { readonly row: number; readonly first: number }[],
): ReadonlyMap<number, readonly { readonly row: number }[]> {
  const groups = new Map<number, { readonly row: number }[]>();
  for (const each of extra) {
    const known = groups.get(each.first);
    if (known === undefined) groups.set(each.first, [each]);
    else known.push(each);
  }
  return groups;
}
