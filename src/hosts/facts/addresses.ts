/** The addresses of a host, each with its interface. */
import { diagnostic, failed, ok, type Result, textAt } from '../../diagnostics/diagnostic.ts';
import { type Address, readAddress } from '../../net/address.ts';
import { type Fact, jsonList, notTheOutputOf, textFact } from './fact.ts';

/** The interface of every address of a host. */
export interface OwnAddresses {
  readonly file: string;
  readonly addresses: readonly Address[];
  readonly interfaces: ReadonlyMap<Address, string>;
}

/** What `ip -j addr` prints; `undefined` where the file cannot be read. */
export const addresses: Fact<OwnAddresses | undefined> = textFact({
  subject: 'own addresses',
  askedOf: 'all',
  path: 'facts/addresses.json',
  read: ({ file, text }) => {
    const read = readInterfaces(text, file);
    const known = entriesIn(jsonList(text) ?? []);
    if (read.kind === 'ok')
      return { value: { file, addresses: known.map(({ address }) => address), interfaces: read.value }, findings: [] };
    return { value: undefined, findings: [notTheOutputOf('ip -j addr', file)] };
  },
});

/**
 * Which interface has which address, from what `ip -j address` writes.
 *
 * Fails with `firewall/unreadable`.
 *
 * @param file its name, for findings
 * @example readInterfaces('[{"ifname":"eth0","addr_info":[{"local":"10.0.0.1"}]}]', 'addresses.json') // 10.0.0.1 → eth0
 */
export function readInterfaces(text: string, file: string): Result<ReadonlyMap<Address, string>> {
  const root = jsonList(text);
  if (root === undefined) {
    return failed(
      diagnostic('firewall/unreadable', textAt(file, 1, 1), 'not the output of ip -j address', {
        severity: 'error',
      }),
    );
  }
  const named = entriesIn(root).flatMap((entry) =>
    entry.link === undefined ? [] : [[entry.address, entry.link] as const],
  );
  return ok(new Map(named));
}

interface AddressEntry {
  readonly address: Address;
  readonly link: string | undefined;
}

function entriesIn(root: readonly unknown[]): readonly AddressEntry[] {
  return root.flatMap((link) => {
    if (!isRecord(link) || !Array.isArray(link.addr_info)) return [];
    const name = typeof link.ifname === 'string' ? link.ifname : undefined;
    return link.addr_info.flatMap((entry: unknown): readonly AddressEntry[] => {
      const address = isRecord(entry) && typeof entry.local === 'string' ? readAddress(entry.local) : undefined;
      return address === undefined ? [] : [{ address, link: name }];
    });
  });
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
