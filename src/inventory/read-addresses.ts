/** Addresses and prefixes of the inventory in canonical form. */
import {
  type Diagnostic,
  type DiagnosticExtras,
  diagnostic,
  type ValuePath,
  valueAt,
} from '../diagnostics/diagnostic.ts';
import { writeValue } from '../diagnostics/fix.ts';
import type { GroupTarget } from '../libreswan/policy-group/document.ts';
import { readGroupTraffic } from '../libreswan/policy-group/traffic.ts';
import {
  type Address,
  familyOf,
  hostPrefix,
  maskedPrefix,
  type Prefix,
  readAddress,
  readPrefix,
} from '../net/address.ts';
import type { Inventory } from './inventory.ts';
import type { InfrastructureKind, PolicyGroupName } from './written.ts';

const groupNames: readonly PolicyGroupName[] = ['private', 'private-or-clear', 'clear-or-private', 'clear', 'block'];

export function readNodeAddresses(
  written: string | readonly string[],
  path: ValuePath,
  findings: Diagnostic[],
): readonly Address[] {
  const list = typeof written === 'string' ? [written] : written;
  const read = list.map((text, i) => readOneAddress(text, typeof written === 'string' ? path : [...path, i], findings));
  const addresses = read.filter((address) => address !== undefined);
  const [first, second] = addresses;
  if (first !== undefined && second !== undefined && familyOf(first) === familyOf(second)) {
    findings.push(
      diagnostic('inventory/address-family', valueAt(...path, 1), 'a second address must be of the other family', {
        hint: 'further addresses of the host belong to otherAddresses',
      }),
    );
    return [first];
  }
  return addresses.sort((a, b) => (familyOf(a) < familyOf(b) ? -1 : 1));
}

export function readOneAddress(text: string, path: ValuePath, findings: Diagnostic[]): Address | undefined {
  const address = readAddress(text);
  if (address === undefined) {
    findings.push(
      diagnostic(
        'inventory/value',
        valueAt(...path),
        `${JSON.stringify(text)} must be an IPv4 address in dotted decimal or an IPv6 address without zone`,
        {
          ...withoutLength(text, path),
        },
      ),
    );
  }
  return address;
}

function withoutLength(text: string, path: ValuePath): Pick<DiagnosticExtras, 'hint' | 'fix'> {
  const [before = '', ...rest] = text.split('/');
  if (rest.length === 0) return {};
  const address = readAddress(before);
  if (address === undefined) return { hint: 'leave out the prefix length' };
  return { hint: `write ${before}, without the prefix length`, fix: writeValue(path, before, true) };
}

export function readAddresses(written: readonly string[], path: ValuePath, findings: Diagnostic[]): readonly Address[] {
  return written
    .map((text, i) => readOneAddress(text, [...path, i], findings))
    .filter((address) => address !== undefined);
}

export function readPrefixes(written: readonly string[], path: ValuePath, findings: Diagnostic[]): readonly Prefix[] {
  return written.flatMap((text, i) => readPrefixAt(text, [...path, i], findings));
}

/** The prefix, or that of a bare address; none where there is a fault. */
function readPrefixAt(text: string, path: ValuePath, findings: Diagnostic[]): readonly Prefix[] {
  const at = valueAt(...path);
  const address = readAddress(text);
  const prefix = address === undefined ? readPrefix(text) : hostPrefix(address);
  if (prefix !== undefined) return [prefix];
  const masked = maskedPrefix(text);
  if (masked === undefined)
    findings.push(
      diagnostic('inventory/value', at, `${JSON.stringify(text)} must be an address prefix such as 172.16.0.0/16`),
    );
  else
    findings.push(
      diagnostic('inventory/host-bits', at, `the host bits of ${JSON.stringify(text)} must be zero`, {
        hint: `write ${masked} for the network, or ${hostPrefix(text.slice(0, text.indexOf('/')) as Address)} for the host`,
        fix: writeValue(path, masked, false),
      }),
    );
  return [];
}

export function readGroups(
  written: { readonly [group in PolicyGroupName]?: readonly string[] | undefined },
  findings: Diagnostic[],
): Inventory['groups'] {
  return Object.fromEntries(
    groupNames.flatMap((group) => {
      const list = written[group];
      return list === undefined
        ? []
        : [[group, list.flatMap((entry, i) => readTarget(entry, ['groups', group, i], findings))]];
    }),
  );
}

/** An entry of a policy group: a prefix, or prefix, protocol, source port and destination port, as in the group's file. */
function readTarget(entry: string, path: ValuePath, findings: Diagnostic[]): readonly GroupTarget[] {
  const [network = '', ...words] = entry.trim().split(/[ \t]+/);
  const [prefix] = readPrefixAt(network, path, findings);
  if (prefix === undefined) return [];
  if (words.length === 0) return [{ prefix }];
  const traffic = readGroupTraffic(words);
  if (traffic !== undefined) return [{ prefix, traffic }];
  findings.push(
    diagnostic(
      'inventory/value',
      valueAt(...path),
      'a prefix may be followed by protocol, source port and destination port, 0 for any port, and by nothing else',
      { hint: `write it like "${prefix} 6 0 443"` },
    ),
  );
  return [];
}

export function readInfrastructure(
  written: { readonly [kind in InfrastructureKind]?: readonly string[] | undefined },
  findings: Diagnostic[],
): Inventory['infrastructure'] {
  const read = (kind: InfrastructureKind): readonly Address[] =>
    readAddresses(written[kind] ?? [], ['infrastructure', kind], findings);
  return { gateways: read('gateways'), dns: read('dns'), ntp: read('ntp'), dhcp: read('dhcp'), api: read('api') };
}
