/** The policy groups that a host really has: conns for every remote host, and the files with their targets. */

import { type Diagnostic, type Place, textAt } from '../../diagnostics/diagnostic.ts';
import type { HostConn } from '../../hosts/conns/host-conn.ts';
import { isLoaded } from '../../hosts/conns/is-loaded.ts';
import type { Vocabulary, Word } from '../../hosts/conns/line-table.ts';
import type { HostEvidence } from '../../hosts/evidence.ts';
import { checkPolicyGroup } from '../../libreswan/policy-group/check.ts';
import { parsePolicyGroup, policyGroupTargets } from '../../libreswan/policy-group/parse.ts';
import type { GroupAction, GroupRule } from '../../mesh/groups.ts';
import { type PolicyTable, policyTable } from '../../mesh/policy-for.ts';

/** The groups of one host, ready to be asked. */
export interface HostGroups {
  readonly table: PolicyTable;
  /** Where the conn of a group stands. */
  readonly placeOf: (group: string) => Place;
  /** What is wrong with the files. */
  readonly findings: readonly Diagnostic[];
}

/** The groups among a host's conns; `undefined` where there are none. */
export function readGroups(
  conns: readonly HostConn[],
  { files, release, show }: HostEvidence,
  vocabulary: Vocabulary,
): HostGroups | undefined {
  const found = conns.filter(
    ({ rightAddress, lost, both }) => isGroupWord(rightAddress) && lost.length === 0 && isLoaded(both, vocabulary),
  );
  if (found.length === 0) return undefined;
  const places = new Map<string, Place>();
  const findings: Diagnostic[] = [];
  const rules = found.map((conn): GroupRule => {
    const path = `etc/ipsec.d/policies/${conn.name}`;
    const file = parsePolicyGroup(files.get(path) ?? '', release, show(path));
    findings.push(...checkPolicyGroup(file));
    places.set(conn.name, textAt(conn.own.file, conn.own.line, 1));
    const priority = vocabulary.find(conn.both, 'priority')?.meaning;
    return {
      group: conn.name,
      action: actionOf(conn, vocabulary),
      targets: policyGroupTargets(file),
      ...(priority === undefined ? {} : { priority: Number(priority) }),
    };
  });
  return {
    table: policyTable({ release, rules }),
    placeOf: (group) => places.get(group) ?? textAt(show('etc/ipsec.d'), 1, 1),
    findings,
  };
}

function isGroupWord(word: Word | undefined): boolean {
  return word !== undefined && (word.value === '%opportunisticgroup' || word.value === '%group');
}

function actionOf({ both }: HostConn, vocabulary: Vocabulary): GroupAction {
  const meaning = (name: string): string | undefined => vocabulary.find(both, name)?.meaning;
  const type = meaning('type');
  if (type === 'passthrough') return 'clear';
  if (type === 'drop' || type === 'reject') return 'drop';
  if (meaning('auto') === 'add') return 'clear-until-asked';
  const shunt = meaning('failureshunt') ?? 'none';
  return shunt === 'passthrough' || shunt === 'none' ? 'encrypt-else-clear' : 'encrypt';
}
