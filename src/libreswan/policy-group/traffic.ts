import type { GroupTraffic } from './document.ts';

const protocolNames: ReadonlyMap<string, number> = new Map([
  ['icmp', 1],
  ['tcp', 6],
  ['udp', 17],
]);

/** A protocol by number or by one of the names that every release knows; ESP and AH cannot be protected once more. */
export function readProtocol(word: string): number | undefined {
  const protocol = protocolNames.get(word.toLowerCase()) ?? numberUpTo(255, word);
  return protocol === undefined || [0, 50, 51].includes(protocol) ? undefined : protocol;
}

/** A port, 0 for any. */
export function readPort(word: string): number | undefined {
  return numberUpTo(65535, word);
}

/**
 * The words behind the prefix of an entry, or `undefined` where they are not protocol, source port and destination port.
 *
 * @example readGroupTraffic(['tcp', '0', '443']) // { protocol: 6, sourcePort: 0, destinationPort: 443 }
 */
export function readGroupTraffic(words: readonly string[]): GroupTraffic | undefined {
  const [name = '', source = '', destination = ''] = words;
  const [protocol, sourcePort, destinationPort] = [readProtocol(name), readPort(source), readPort(destination)];
  if (words.length !== 3 || protocol === undefined || sourcePort === undefined || destinationPort === undefined) {
    return undefined;
  }
  return { protocol, sourcePort, destinationPort };
}

/** A plain decimal number; what some releases take beside it (octal, hexadecimal, names of services) is not portable. */
function numberUpTo(limit: number, text: string): number | undefined {
  return /^(0|[1-9]\d{0,4})$/.test(text) && Number(text) <= limit ? Number(text) : undefined;
}
