/** What a difference between a host and its plan means until it is gone, in words. */
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { HostConn } from '../hosts/conns/host-conn.ts';
import { narrowing } from '../verify/checks/pair/differs.ts';

/** One keyword of a conn, with `also=` and `%default` put in; `null` in JSON stands for a keyword that is not there. */
export interface KeywordChange {
  readonly keyword: string;
  readonly from: string | undefined;
  readonly to: string | undefined;
}

/** Keywords in which the two ends have to go together; those of one end without their side. */
const together: ReadonlySet<string> = new Set([
  ...narrowing,
  ...['', 'id', 'cert', 'sendcert', 'ca', 'auth', 'subnet', 'authby', 'ikev2', 'keyexchange', 'type', 'ike'],
  ...['esp', 'ah', 'encapsulation', 'pfs', 'compress', 'esn', 'sha2-truncbug', 'hostaddrfamily', 'connaddrfamily'],
  'priority',
]);

/** What changes of a host mean while its peers, or it, do not have them yet. A fault is why the host does not load what it has. */
export interface Effects {
  readonly add: (name: string, fault?: Diagnostic) => string;
  readonly change: (name: string, keywords: readonly KeywordChange[]) => string;
  readonly remove: (conn: HostConn, fault?: Diagnostic) => string;
}

/** @param peers the remote host of each conn; a conn without one is that of a policy group */
export function effectsOf(host: string, peers: ReadonlyMap<string, string>): Effects {
  return {
    add(name, fault) {
      const peer = peers.get(name);
      return peer === undefined
        ? `${whyMissing(fault)}until ${host} is updated it does with the targets of ${name} what its other groups say`
        : `${whyMissing(fault)}until both have it ${host} and ${peer} do not encrypt to one another`;
    },
    change(name, keywords) {
      const peer = peers.get(name);
      const shared = keywords.map(({ keyword }) => keyword).filter((keyword) => together.has(withoutSide(keyword)));
      const open = keywords.filter(leavesOpen).map(({ keyword }) => keyword);
      if (shared.length > 0)
        return peer === undefined
          ? `until ${host} is updated it does with the targets of ${name} what is not planned (${shared.join(', ')})`
          : `until both are updated ${host} and ${peer} cannot talk (${shared.join(', ')})`;
      return open.length > 0
        ? `until the conn is reloaded ${host} may send in clear (${open.join(', ')})`
        : 'takes effect when the conn is reloaded';
    },
    remove({ name, rightAddress }, fault) {
      if (fault !== undefined) return `${whyMissing(fault)}nothing is lost`;
      const peer = peers.get(name) ?? rightAddress?.value ?? name;
      return peer.startsWith('%')
        ? `${host} does with the targets of ${name} what its other groups say`
        : `${host} no longer encrypts to ${peer}`;
    },
  };
}

/** Whether what a host has now lets packets out that the plan holds back. */
function leavesOpen({ keyword, from, to }: KeywordChange): boolean {
  if (keyword === 'auto') return to === 'ondemand' || to === 'route';
  return (keyword === 'failureshunt' || keyword === 'negotiationshunt') && (from === 'passthrough' || to === 'drop');
}

const withoutSide = (keyword: string): string => keyword.replace(/^(left|right)/, '');

/** The fault for which a conn that is written is not loaded, as the beginning of a sentence. */
function whyMissing(fault: Diagnostic | undefined): string {
  if (fault === undefined) return '';
  const { at, message } = fault;
  const place = at.kind === 'text' ? `${at.file}:${at.line}:${at.column}: ` : '';
  return `the host does not load it now (${place}${message}); `;
}
