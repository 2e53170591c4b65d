import { type Diagnostic, diagnostic, type ValuePath, valueAt } from '../../diagnostics/diagnostic.ts';
import { type Address, families, familyOf } from '../../net/address.ts';
import type { WrittenNode } from '../written.ts';

/**
 * The addresses of a host as the inventory writes them: the first of each family under `address`, IPv4 first, the rest
 * under `otherAddresses`, which explicit conns do not cover. The findings are `import/no-address` and
 * `import/further-address`.
 */
export function nodeAddresses(
  host: string,
  addresses: readonly Address[],
  at: ValuePath,
  findings: Diagnostic[],
): Pick<Partial<WrittenNode>, 'address' | 'otherAddresses'> {
  const all = [...new Set(addresses)];
  const chosen = families.flatMap((family) => all.find((address) => familyOf(address) === family) ?? []);
  const further = all.filter((address) => !chosen.includes(address));
  if (chosen.length === 0) {
    findings.push(
      diagnostic('import/no-address', valueAt(...at), `host ${host} needs an address, and the source has none`, {
        hint: `write it under nodes: ${host}: address:`,
      }),
    );
    return {};
  }
  if (further.length > 0) {
    findings.push(
      diagnostic(
        'import/further-address',
        valueAt(...at),
        `host ${host} has several addresses of one family: ${chosen.join(' and ')} encrypted, ${further.slice(0, 8).join(', ')} listed under otherAddresses`,
        { hint: 'exchange them if the hosts reach each other by another one' },
      ),
    );
  }
  const [first, second] = chosen;
  return {
    address: second === undefined ? (first as Address) : chosen,
    ...(further.length === 0 ? {} : { otherAddresses: further }),
  };
}
