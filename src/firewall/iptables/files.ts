import { type Place, type Result, settle, valueAt } from '../../diagnostics/diagnostic.ts';
import { families } from '../../net/address.ts';
import { badChain, badInterfaces } from '../bad-name.ts';
import type { FilterFile, HostFilter } from '../host-filter.ts';
import { guideRules } from './guide.ts';
import { printRestore } from './print.ts';
import { iptablesRules } from './rules.ts';
import { iptablesScript, rulesFile } from './script.ts';

/**
 * The files of the back end iptables: `iptables.rules` and `ip6tables.rules` for the families that have a door (chains of
 * our own, `SWANMESH-…`, replaced in one step by `iptables-restore --noflush`), `iptables.sh` that loads and hooks them,
 * and `guide.rules`, the bare lines for pasting.
 *
 * Fails with `firewall/bad-name` where an interface or the chain is no name that iptables takes.
 *
 * @param chain the administrator's chain of accepting rules, such as `OS_FIREWALL_ALLOW`
 * @param at the place of the host in the inventory
 * @see iptables-restore(8)
 */
export function iptablesFiles(filter: HostFilter, chain: string, at: Place = valueAt()): Result<readonly FilterFile[]> {
  const findings = [...badChain(chain, at), ...badInterfaces(filter, at)];
  return settle(() => {
    const used = families.filter((family) => filter.doors.some((door) => door.family === family));
    const rules = used.map(
      (family): FilterFile => ({
        name: rulesFile(family),
        mode: '0644',
        content: `# Written by swanmesh; load with iptables.sh.\n${printRestore(iptablesRules(filter, family))}`,
      }),
    );
    return [
      ...rules,
      { name: 'iptables.sh', mode: '0755', content: iptablesScript(chain, used) },
      { name: 'guide.rules', mode: '0644', content: guideRules(filter.doors, chain) },
    ];
  }, findings);
}
