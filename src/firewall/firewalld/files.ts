import { type Place, type Result, settle, valueAt } from '../../diagnostics/diagnostic.ts';
import type { FilterFile, HostFilter } from '../host-filter.ts';
import { firewalldPlan } from './plan.ts';
import { firewalldScript } from './script.ts';

/**
 * The file of the back end firewalld: `firewalld.sh`, which makes the permanent configuration say the statement.
 *
 * firewalld decides by zone: every interface of the zone is opened, and the statement's interfaces tell which zones.
 *
 * Fails with `firewall/inexpressible`, `firewall/bad-name`.
 *
 * @param at the place of the host in the inventory
 */
export function firewalldFiles(filter: HostFilter, at: Place = valueAt()): Result<readonly FilterFile[]> {
  const plan = firewalldPlan(filter, at);
  if (plan.kind === 'failed') return plan;
  return settle(() => [{ name: 'firewalld.sh', mode: '0755', content: firewalldScript(plan.value) }], plan.findings);
}
