import type { Condition, Rule, Step } from './rule-set.ts';

/**
 * Whether the kernel has to keep connections for the rule: because it matches on them, marks them or translates addresses. Where no
 * rule of a family does, conntrack is off, and chains of type `nat` get no packets.
 *
 * @see Linux, nf_ct_netns_get and its callers
 */
export function asksConntrack({ steps }: Pick<Rule, 'steps'>): boolean {
  return steps.some(isAboutConnections);
}

function isAboutConnections({ conditions, action }: Step): boolean {
  if (conditions.some(isAboutConnection)) return true;
  if (action.kind === 'branch') return action.branches.some(isAboutConnections);
  return (
    action.kind === 'translate' || (action.kind === 'mark' && (action.of === 'connection' || fromConnection(action.to)))
  );
}

function fromConnection(to: (Step['action'] & { readonly kind: 'mark' })['to']): boolean {
  return to !== 'unknown' && to.connection !== 0;
}

function isAboutConnection(condition: Condition): boolean {
  switch (condition.kind) {
    case 'any':
      return condition.of.some((list) => list.some(isAboutConnection));
    case 'mark':
      return condition.of === 'connection';
    case 'state':
    case 'status':
    case 'ct-direction':
    case 'tracked':
      return true;
    case 'address':
    case 'port':
      return condition.of !== undefined;
    case 'unknown':
      return /^(ct|xt (conn|state|helper|cluster)|conn|helper|cluster)/.test(condition.what);
    default:
      return false;
  }
}
