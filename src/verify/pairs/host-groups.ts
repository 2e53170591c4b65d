/** The policy groups that a host really has: conns for every remote host, and the files with their targets. */

import { append } from '../../bytes/append.ts';
import { type Diagnostic, type Place, textAt } from '../../diagnostics/diagnostic.ts';
import type { HostConn } from '../../hosts/conns/host-conn.ts';
import { isLoaded } from '../../hosts/conns/is-loaded.ts';
import type { Vocabulary, Word } from '../../hosts/conns/line-table.ts';
import type { HostEvidence } from '../../hosts/evidence.ts';
import { checkPolicyGroup } from '../../libreswan/policy-group/check.ts';
import { parsePolicyGroup, policyGroupTargets } from '../../libreswan/policy-group/parse.ts';
import { groupActionOf } from '../../mesh/group-action.ts';
import type { GroupRule } from '../../mesh/groups.ts';
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
    append(findings, checkPolicyGroup(file));
    places.set(conn.name, textAt(conn.own.file, conn.own.line, 1));
    const priority = vocabulary.find(conn.both, 'priority')?.meaning;
    return {
      group: conn.name,
      action: groupActionOf((name) => vocabulary.find(conn.both, name)?.meaning),
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
