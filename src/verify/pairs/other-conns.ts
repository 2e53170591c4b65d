/** What hosts have beside one conn for each pair. */
import { diagnostic } from '../../diagnostics/diagnostic.ts';
import type { ConnTable } from '../../hosts/conns/conn-table.ts';
import { policyIn } from '../../mesh/policy-for.ts';
import { readAddress } from '../../net/address.ts';
import { checkOverlap } from '../checks/host/overlap.ts';
import { type Conn, type ConnSource, connOf } from '../conn.ts';
import type { Survey } from './peer-index.ts';
import { isEncrypting } from './routed.ts';
import type { Proof, Score } from './verification-state.ts';

/**
 * Conns that are for no pair: those for hosts that are not there.
 *
 * @param isRequired whether the files of every host must be there for which one of the tree has a conn
 */
export function judgeOthers(proof: Proof, score: Score, isRequired: boolean): void {
  judgeStrays(proof, score, isRequired);
  if (proof.rendering?.mesh.mode !== 'opportunistic') judgeGroupsBeside(proof);
}

/** Policy groups of somebody else that hold the peer of a conn of the mesh. */
function judgeGroupsBeside({ source, survey, hosts, findings, answers }: Proof): void {
  if (answers.every(({ groups }) => groups === undefined)) return;
  for (let row = 0; row < source.table.size(); row += 1) {
    const host = source.table.get(row, 'host');
    const own = answers[host]?.groups;
    if (own === undefined || survey.peerOf(row) < 0) continue;
    const conn = connOf(source, row, survey.sideOf(row), -1);
    const address = readAddress(conn.remoteAddress);
    const policy = address === undefined ? undefined : policyIn(own.table, address);
    if (policy?.kind !== 'group') continue;
    findings.add(
      diagnostic(
        'verify/subnets-overlap',
        own.placeOf(policy.group),
        `the group ${policy.group} must not hold hosts of the mesh, and its entry ${policy.target.prefix} holds ${hosts[host]?.name}'s peer ${conn.remoteAddress}`,
        {
          hint: 'take the hosts out of the group, or make sure that the conns of the mesh win',
          related: [{ at: conn.at, message: 'the conn of the mesh' }],
        },
      ),
    );
  }
}

/** Conns whose other end is no host of the tree: overlaps with the mesh, and what hosts that are gone left behind. */
function judgeStrays({ source, survey, findings, lost, rendering }: Proof, score: Score, isRequired: boolean): void {
  const { table } = source;
  const names = duplicateNames(table, lost);
  const peers = peersByHost(source, survey);
  let ours: ReadonlySet<string> | undefined;
  // A host of the plan that has no folder is missing, not gone.
  const named = rendering === undefined ? namedByHosts(source, survey) : undefined;
  const planAddresses = new Set<string>(rendering?.mesh.nodes.flatMap(({ addresses }) => Object.values(addresses)));
  for (const row of survey.strays) {
    const host = table.get(row, 'host');
    const conn = connOf(source, row, survey.sideOf(row), -1);
    // What never negotiates has no other end; whether it takes packets of a pair is asked with the pair.
    if (!isEncrypting(conn)) continue;
    for (const finding of checkOverlap(conn, () => peers(host))) findings.add(finding);
    if (names.has(`${host} ${table.get(row, 'name')}`)) continue;
    if (planAddresses.has(conn.remoteAddress)) continue;
    if (readAddress(conn.remoteAddress) === undefined || conn.meaning('auto') === 'ignore') continue;
    // Whoever is named by one host alone may be no host of the mesh: a site, a gateway, a host of somebody else.
    if (named !== undefined && !isRequired && (named.get(conn.remoteAddress)?.size ?? 0) < 2) {
      score.outside.push({ host: conn.remoteAddress, fact: 'files' });
      continue;
    }
    ours ??= ownFiles(table, survey);
    if (!ours.has(`${host} ${table.get(row, 'file')}`)) continue;
    const number = findings.add(
      diagnostic(
        'verify/leftover-conn',
        conn.placeFor('remote', ''),
        rendering === undefined
          ? `the files of the host at ${conn.remoteAddress} must be there to tell whether conn ${conn.name} has its other end`
          : `a conn of the mesh must be for one of its hosts, and none has the address ${conn.remoteAddress}`,
        {
          severity: 'warning',
          hint: rendering === undefined ? 'gather that host too, or remove the conn' : 'remove the conn',
        },
      ),
    );
    if (rendering === undefined) {
      score.expected += 2;
      score.verdicts.push({
        pair: [conn.host.name, conn.remoteAddress],
        family: survey.familyOfRow(row),
        verdict: 'unknown',
        reason: 'not-collected',
        findings: [number],
      });
    }
  }
}

/** The hosts that have a conn for an address that no host of the tree has, by the address. */
function namedByHosts(source: ConnSource, survey: Survey): ReadonlyMap<string, ReadonlySet<number>> {
  const found = new Map<string, Set<number>>();
  for (const row of survey.strays) {
    const { remoteAddress } = connOf(source, row, survey.sideOf(row), -1);
    found.set(remoteAddress, (found.get(remoteAddress) ?? new Set()).add(source.table.get(row, 'host')));
  }
  return found;
}

/** Host and name of every conn that another replaces, or is replaced by. */
function duplicateNames(table: ConnTable, lost: Proof['lost']): ReadonlySet<string> {
  const known = new Set<string>();
  for (let row = 0; row < table.size(); row += 1) {
    const isReplaced = lost[table.get(row, 'lost')]?.some(({ code }) => code === 'verify/duplicate-conn') === true;
    if (isReplaced) known.add(`${table.get(row, 'host')} ${table.get(row, 'name')}`);
  }
  return known;
}

/** The conns of each host for hosts of the tree; they are looked up in one pass over the table, when first asked for. */
function peersByHost(source: ConnSource, survey: Survey): (host: number) => readonly Conn[] {
  let rows: ReadonlyMap<number, readonly number[]> | undefined;
  return (host) => {
    rows ??= rowsByHost(source, survey);
    return (rows.get(host) ?? []).map((row) => connOf(source, row, survey.sideOf(row), -1));
  };
}

function rowsByHost({ table }: ConnSource, survey: Survey): ReadonlyMap<number, readonly number[]> {
  const rows = new Map<number, number[]>();
  for (let row = 0; row < table.size(); row += 1) {
    if (survey.peerOf(row) < 0) continue;
    const host = table.get(row, 'host');
    const own = rows.get(host);
    if (own === undefined) rows.set(host, [row]);
    else own.push(row);
  }
  return rows;
}

/** Host and file of every conn that is for another host of the tree. */
function ownFiles(table: ConnTable, survey: Survey): ReadonlySet<string> {
  const known = new Set<string>();
  for (let row = 0; row < table.size(); row += 1)
    if (survey.peerOf(row) >= 0) known.add(`${table.get(row, 'host')} ${table.get(row, 'file')}`);
  return known;
}
