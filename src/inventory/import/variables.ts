/** Keys of a node as other sources write them: variables of Ansible, columns of a table. */
import { type Diagnostic, diagnostic, type ValuePath, valueAt } from '../../diagnostics/diagnostic.ts';
import { type Address, readAddress } from '../../net/address.ts';
import { readShape } from '../read-shape.ts';
import { nodeShape, type Schema } from '../schema.ts';
import type { WrittenNode } from '../written.ts';

/** The keys that a source gives as they are; addresses have rules of their own. */
export type PlainKey = Exclude<keyof WrittenNode, 'address' | 'otherAddresses'>;

export const plainKeys: readonly PlainKey[] = [
  'role',
  'certificate',
  'key',
  'nickname',
  'libreswan',
  'platform',
  'interface',
  'linkMtu',
  'encapsulation',
];

/** One key of a node against the inventory's own schema; what does not fit is `inventory/value` or `inventory/unquoted-release`. */
export function readPlainKey(
  key: PlainKey,
  value: unknown,
  at: ValuePath,
  findings: Diagnostic[],
): Partial<WrittenNode> {
  if (key === 'libreswan' && typeof value === 'number') {
    findings.push(
      diagnostic(
        'inventory/unquoted-release',
        valueAt(...at),
        `the release must be a text, and ${value} is a number: 4.10 and 4.1 are the same`,
        {
          hint: `quote it so that the quotes survive: '"4.10"' on a host's line of an INI inventory, "4.10" below [group:vars] and in YAML`,
        },
      ),
    );
    return {};
  }
  const read = readShape<WrittenNode[PlainKey]>(nodeShape[key] as Schema<WrittenNode[PlainKey]>, value, at, findings);
  return read === undefined ? {} : { [key]: read };
}

/** Addresses in one value: a text, several separated by spaces or semicolons, or a list. Any that is none is `inventory/value`. */
export function readAddressList(value: unknown, at: ValuePath, findings: Diagnostic[]): readonly Address[] {
  const texts = Array.isArray(value) ? value.map(String) : String(value).split(/[\s;,]+/);
  return texts
    .filter((text) => text !== '')
    .flatMap((text) => {
      const address = readAddress(text);
      if (address !== undefined) return [address];
      findings.push(
        diagnostic(
          'inventory/value',
          valueAt(...at),
          `${JSON.stringify(text.slice(0, 80))} must be an IPv4 or IPv6 address, without prefix length`,
        ),
      );
      return [];
    });
}
