/** `leftprotoport=`, as each release reads it. */
import { protocolNumbers } from '../../net/protocol-numbers.ts';
import { atLeast, type Release } from '../release.ts';
import { readUnsigned } from './pluto-address.ts';

/** A protocol and a port; 0 is any. */
export interface Protoport {
  readonly protocol: number;
  readonly port: number;
  /** `%any`: any port, one at a time. */
  readonly isWildcard: boolean;
}

/** Names that pluto has of its own for `leftprotoport=`; whatever follows them is passed over. */
const prefixes: readonly (readonly [string, number])[] = [
  ['unk', 0],
  ['icmp', 1],
  ['tun', 4],
  ['tcp', 6],
  ['udp', 17],
  ['esp', 50],
  ['ah', 51],
  ['int', 61],
];

/** Names that the system's list of protocols has. */
const names: ReadonlyMap<string, number> = new Map([['ip', 0], ...protocolNumbers]);

/** The number of a protocol in a selector: a name, or a decimal number. */
export function readProtocol(text: string): number | undefined {
  const lower = text.toLowerCase();
  const known = names.get(lower) ?? prefixes.find(([prefix]) => prefix === lower)?.[1];
  const number = known ?? readUnsigned(text, 'decimal');
  return number === undefined || number > 255 ? undefined : Number(number);
}

function readProtocolName(text: string, release: Release): number | undefined {
  const lower = text.toLowerCase();
  const known = atLeast(release, '4.10') ? prefixes.find(([prefix]) => lower.startsWith(prefix)) : undefined;
  if (known !== undefined) return known[1];
  const listed = names.get(lower);
  if (listed !== undefined) return listed;
  const number = readUnsigned(text);
  return number === undefined || number > 255n ? undefined : Number(number);
}

/** What a release reads, or `undefined` where it reads none. */
export function readProtoport(text: string, release: Release): Protoport | undefined {
  const cut = text.indexOf('/');
  const [name, service] = cut < 0 ? [text, ''] : [text.slice(0, cut), text.slice(cut + 1)];
  const isAny = name.toLowerCase() === '%any' && atLeast(release, '4.10');
  const protocol = isAny ? 0 : name === '' ? undefined : readProtocolName(name, release);
  if (protocol === undefined || (isAny && cut >= 0 && !atLeast(release, '5.0'))) return undefined;
  if (service === '') return { protocol, port: 0, isWildcard: false };
  if (/^%any$/i.test(service) && (atLeast(release, '5.0') || service === '%any')) {
    if (protocol === 0 && atLeast(release, '4.10')) return undefined;
    return { protocol, port: 0, isWildcard: true };
  }
  const port = readPort(service);
  if (port === undefined || (protocol === 0 && port !== 0)) return undefined;
  return { protocol, port, isWildcard: false };
}

/** A port by number, or by one of the names that every system knows. */
function readPort(text: string): number | undefined {
  const known = services.get(text.toLowerCase());
  if (known !== undefined) return known;
  const number = readUnsigned(text);
  return number === undefined || number > 65535n ? undefined : Number(number);
}

const services: ReadonlyMap<string, number> = new Map([
  ['ssh', 22],
  ['domain', 53],
  ['http', 80],
  ['https', 443],
  ['ntp', 123],
  ['l2tp', 1701],
  ['smtp', 25],
  ['telnet', 23],
  ['ftp', 21],
]);
