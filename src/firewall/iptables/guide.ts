import type { Door } from '../host-filter.ts';
import { services } from '../host-filter.ts';

/**
 * The bare lines of the OpenShift guide, for pasting into a file of iptables-save's form: ESP and AH by number, IKE, and
 * UDP 4500 where the door has it. As in the guide AH is opened whether it is used or not, and to anybody.
 *
 * @example guideRules([door], 'OS_FIREWALL_ALLOW') // '-A OS_FIREWALL_ALLOW -i eth0 -p 50 -j ACCEPT\n…'
 */
export function guideRules(doors: readonly Door[], chain: string): string {
  const lines = doors.flatMap((door) =>
    (['esp', 'ah', 'ike', 'nat-t'] as const)
      .filter((service) => service === 'ah' || door.services.includes(service))
      .map((service) => {
        const { protocol, port } = services[service];
        const match = port === undefined ? `-p ${protocol}` : `-p udp --dport ${port}`;
        const on = door.interface === undefined ? '' : ` -i ${door.interface}`;
        return `-A ${chain}${on} ${match} -j ACCEPT\n`;
      }),
  );
  return [...new Set(lines)].join('');
}
