import { type Diagnostic, diagnostic } from '../../../diagnostics/diagnostic.ts';
import { contains, maskedPrefix, readAddress } from '../../../net/address.ts';
import type { Conn } from '../../conn.ts';

/**
 * `verify/subnets-overlap`: no conn beside those of the mesh covers the address of a host of the mesh. The longer prefix
 * wins as a rule, but `priority=` and the order of loading decide too, and libreswan 5 refuses some that 4 took.
 *
 * @param foreign a conn that is for no host of the tree
 * @param peers gives the conns of the same host for hosts of the tree
 */
export function checkOverlap(foreign: Conn, peers: () => readonly Conn[]): readonly Diagnostic[] {
  const word = foreign.writtenFor('remote', 'subnet') ?? foreign.writtenFor('remote', 'subnets');
  if (word === undefined || foreign.meaning('auto') === 'ignore') return [];
  const prefixes = word.value.split(/[\s,{}]+/).flatMap((text) => maskedPrefix(text) ?? []);
  const covered = peers().find(({ remoteAddress }) => {
    const address = readAddress(remoteAddress);
    return address !== undefined && prefixes.some((prefix) => contains(prefix, address));
  });
  if (covered === undefined) return [];
  return [
    diagnostic(
      'verify/subnets-overlap',
      foreign.placeFor('remote', word.name.endsWith('subnets') ? 'subnets' : 'subnet'),
      `the subnet of conn ${foreign.name} must not hold hosts of the mesh, and it holds ${covered.host.name}'s peer ${covered.remoteAddress}`,
      {
        hint: 'take the hosts out of the subnet, or make sure that the conns of the mesh win',
        related: [{ at: covered.at, message: 'the conn of the mesh' }],
      },
    ),
  ];
}
