import { shown } from '../../../bytes/shown.ts';
import { type Diagnostic, diagnostic } from '../../../diagnostics/diagnostic.ts';
import type { Word } from '../../../hosts/conns/line-table.ts';
import { readProtocol } from '../../../libreswan/policy-group/traffic.ts';
import { type Address, hostPrefix, readAddress, readPrefix } from '../../../net/address.ts';
import type { Conn } from '../../conn.ts';
import { isOwnWord } from '../../pairs/local-side.ts';
import { removeLine, writeAddress } from '../write-line.ts';

/** What is known of the addresses of the two hosts of a pair. */
export interface PairAddresses {
  /** Whether the address is one of the conn's own host. */
  readonly isOwn: (conn: Conn, address: string) => boolean;
  /** Whether several hosts agree that this end has another address than it says itself. */
  readonly outvoted: (conn: Conn, address: string) => boolean;
}

/**
 * `verify/address-mismatch`: the address that one end has for the other is the one that the other has for itself, and so
 * are the subnets, protocols and ports; each host's own end is an address of the host.
 */
export function checkAddresses(a: Conn, b: Conn, addresses: PairAddresses): readonly Diagnostic[] {
  const findings: Diagnostic[] = [];
  for (const [conn, other] of [
    [a, b],
    [b, a],
  ] as const) {
    const { remoteAddress } = conn;
    if (remoteAddress === other.localAddress || isOwnWord(other.localAddress)) continue;
    if (isHostName(remoteAddress) || isHostName(other.localAddress)) {
      findings.push(lookedUp(conn, other));
      continue;
    }
    const otherIsWrong = !addresses.isOwn(other, other.localAddress) || addresses.outvoted(other, remoteAddress);
    findings.push(otherIsWrong ? own(other, conn) : remote(conn, other));
  }
  for (const [conn, other] of [
    [a, b],
    [b, a],
  ] as const) {
    const fault = subnetFault(conn, other);
    if (fault !== undefined) findings.push(fault);
    for (const name of ['protoport', 'ikeport'] as const) {
      const unlike = selectorFault(conn, other, name);
      if (unlike !== undefined) findings.push(unlike);
    }
  }
  return findings;
}

/** A name is looked up when the conn is loaded; what it then stands for is not in the files. */
function isHostName(text: string): boolean {
  return /^[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*$/.test(text) && /[A-Za-z]/.test(text);
}

function lookedUp(conn: Conn, other: Conn): Diagnostic {
  const [named, end] = isHostName(conn.remoteAddress) ? ([conn, 'remote'] as const) : ([other, 'local'] as const);
  const name = named === conn ? conn.remoteAddress : other.localAddress;
  return diagnostic(
    'verify/address-mismatch',
    named.placeFor(end, ''),
    `the address of ${other.host.name} must be written to tell whether the ends fit, and ${shown(name)} is a name`,
    { severity: 'warning', hint: 'write the address: a name depends on the DNS at the moment of loading' },
  );
}

function remote(conn: Conn, other: Conn): Diagnostic {
  return diagnostic(
    'verify/address-mismatch',
    conn.placeFor('remote', ''),
    `the address of ${other.host.name} must be ${other.localAddress}, as it says itself, not ${shown(conn.remoteAddress)}`,
    {
      ...writeAddress(conn, 'remote', other.localAddress),
      related: [{ at: other.placeFor('local', ''), message: `the other end, on ${other.host.name}` }],
    },
  );
}

function own(conn: Conn, other: Conn): Diagnostic {
  return diagnostic(
    'verify/address-mismatch',
    conn.placeFor('local', ''),
    `the own end must be an address of ${conn.host.name}: its peers know it as ${other.remoteAddress}, not ${shown(conn.localAddress)}`,
    {
      ...writeAddress(conn, 'local', other.remoteAddress),
      related: [{ at: other.placeFor('remote', ''), message: `the other end, on ${other.host.name}` }],
    },
  );
}

/** What a host says of its own end, its peer has to say of it too, or the two protect different packets. */
function subnetFault(conn: Conn, other: Conn): Diagnostic | undefined {
  const written = (of: Conn, end: 'local' | 'remote'): boolean =>
    of.writtenFor(end, 'subnet') !== undefined || of.writtenFor(end, 'subnets') !== undefined;
  if (!written(conn, 'local') && !written(other, 'remote')) return undefined;
  const [covered, expected] = [coveredBy(conn, 'local'), coveredBy(other, 'remote')];
  if (covered.join() === expected.join()) return undefined;
  const [bad, good, end] = written(conn, 'local')
    ? ([conn, other, 'local'] as const)
    : ([other, conn, 'remote'] as const);
  const name = bad.writtenFor(end, 'subnet') === undefined ? 'subnets' : 'subnet';
  return diagnostic(
    'verify/address-mismatch',
    bad.placeFor(end, name),
    `the subnet behind ${conn.host.name} must be the same on both ends, not ${shown(covered.join(' '))} and ${shown(expected.join(' '))}`,
    {
      ...removeLine(bad.placeFor(end, name)),
      hint: 'leave the subnets out between two hosts',
      related: [{ at: good.at, message: `the other end, on ${good.host.name}` }],
    },
  );
}

/** The prefixes of one end: its subnets, in one keyword or the other, or its address. */
function coveredBy(conn: Conn, end: 'local' | 'remote'): readonly string[] {
  const address = end === 'local' ? conn.localAddress : conn.remoteAddress;
  const [single, list] = [conn.writtenFor(end, 'subnet')?.value, conn.writtenFor(end, 'subnets')?.value];
  const texts = [...(single === undefined ? [] : [single]), ...(list ?? '').split(/[\s,{}"]+/)].filter(
    (text) => text !== '',
  );
  return texts.length === 0
    ? [prefixOf(undefined, address)]
    : [...new Set(texts.map((text) => prefixOf(text, address)))].sort();
}

function selectorFault(conn: Conn, other: Conn, name: 'protoport' | 'ikeport'): Diagnostic | undefined {
  const [mine, theirs] = [conn.writtenFor('local', name), other.writtenFor('remote', name)];
  const meaning = name === 'protoport' ? withProtocolNumber : (word: Word | undefined) => word?.meaning;
  if (meaning(mine) === meaning(theirs)) return undefined;
  const [bad, good, end] = mine === undefined ? ([other, conn, 'remote'] as const) : ([conn, other, 'local'] as const);
  return diagnostic(
    'verify/address-mismatch',
    bad.placeFor(end, name),
    `${name} of ${conn.host.name} must be the same on both ends, not ${shown(mine?.value ?? 'left out')} and ${shown(theirs?.value ?? 'left out')}`,
    {
      ...(bad.writtenFor(end, name) === undefined ? {} : removeLine(bad.placeFor(end, name))),
      hint: `leave ${name} out between two hosts`,
      related: [{ at: good.at, message: `the other end, on ${good.host.name}` }],
    },
  );
}

/** `udp/1701` is `17/1701`; a port of 0 is every one. */
function withProtocolNumber(word: Word | undefined): string | undefined {
  return word?.value
    .replace(/^[^/]+/, (protocol) => String(readProtocol(protocol) ?? protocol))
    .replace(/\/(?:0|%any)?$/, '');
}

function prefixOf(text: string | undefined, address: string): string {
  const own = readAddress(address);
  if (text === undefined) return own === undefined ? address : hostPrefix(own);
  const bare = readAddress(text) as Address | undefined;
  return readPrefix(text) ?? (bare === undefined ? text : hostPrefix(bare));
}
