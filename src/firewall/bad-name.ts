import { type Diagnostic, diagnostic, type Place } from '../diagnostics/diagnostic.ts';
import type { HostFilter } from './host-filter.ts';

/** `firewall/bad-name` for every interface that would be read as an option, a wildcard or more than one word. */
export function badInterfaces(filter: HostFilter, at: Place): readonly Diagnostic[] {
  return [...new Set(filter.doors.flatMap((door) => door.interface ?? []))]
    .filter((name) => !/^(?!-)[A-Za-z0-9._@-]{1,15}$/.test(name))
    .map((name) => badName('interface', name, 'write up to 15 letters, digits and . _ @ -, not beginning with -', at));
}

/**
 * Names that a chain cannot have: those of the targets, and of the built-in chains but INPUT, which is where packets for the
 * host come in.
 *
 * @see iptables(8), iptables-extensions(8)
 */
const targets: ReadonlySet<string> = new Set(
  (
    'OUTPUT FORWARD PREROUTING POSTROUTING ACCEPT DROP RETURN QUEUE AUDIT CHECKSUM CLASSIFY CLUSTERIP CONNMARK ' +
    'CONNSECMARK CT DNAT DNPT DSCP ECN HL HMARK IDLETIMER LED LOG MARK MASQUERADE MIRROR NETMAP NFLOG NFQUEUE NOTRACK ' +
    'RATEEST REDIRECT REJECT SAME SECMARK SET SNAT SNPT SYNPROXY TCPMSS TCPOPTSTRIP TEE TOS TPROXY TRACE TTL ULOG'
  ).split(' '),
);

/** `firewall/bad-name` for a chain that iptables would not take, or that is one of our own. */
export function badChain(chain: string, at: Place): readonly Diagnostic[] {
  if (/^(?!-|SWANMESH-)[A-Za-z0-9_-]{1,28}$/.test(chain) && !targets.has(chain)) return [];
  const hint =
    'write up to 28 letters, digits, _ and -, not beginning with - or SWANMESH-, and not the name of a target or of a built-in chain but INPUT';
  return [badName('chain', chain, hint, at)];
}

function badName(what: string, name: string, hint: string, at: Place): Diagnostic {
  return diagnostic('firewall/bad-name', at, `${what} must be a plain name, not ${JSON.stringify(name.slice(0, 80))}`, {
    hint,
  });
}
