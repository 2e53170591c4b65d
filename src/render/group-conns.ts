/**
 * The conns of the policy groups, and the files with their targets. A conn is for every remote host, and its file, which has
 * its name, says for which networks.
 */

import { append } from '../bytes/append.ts';
import { type Diagnostic, type Result, settle, valueAt } from '../diagnostics/diagnostic.ts';
import type { ConnName } from '../libreswan/conn-name.ts';
import type { Setting } from '../libreswan/ipsec-conf/syntax/document.ts';
import { type SpelledSetting, spellSetting } from '../libreswan/keyword/spell-setting.ts';
import { checkGroupTargets } from '../libreswan/policy-group/check-targets.ts';
import type { GroupTarget } from '../libreswan/policy-group/document.ts';
import { atLeast, newest, oldest, type ReleaseRange } from '../libreswan/release.ts';
import { encapsulationSettings } from '../mesh/encapsulation.ts';
import { groupActions, groupConnName, groupTargetsOn, renderedGroups } from '../mesh/groups.ts';
import type { Mesh, MeshNode, PolicyGroupName } from '../mesh/mesh.ts';
import { type Address, type Family, families, familyOf } from '../net/address.ts';
import { authSettings, keyKindOf, rsaKeySettings } from './authentication.ts';
import { versionSetting } from './ends.ts';
import { livenessSettings } from './liveness.ts';

/** The proposals of a host as its releases spell them. */
export interface GroupProposals {
  readonly esp: string | undefined;
  readonly ike: string | undefined;
}

/** A group's conn and targets for one family of a host. */
export interface PlannedGroup {
  /** Of the conn and of the file. */
  readonly name: ConnName;
  readonly settings: readonly SpelledSetting[];
  readonly targets: readonly GroupTarget[];
}

/**
 * The groups of a host: a conn and a file for each group that the inventory names, for `private` and for `clear`, and for
 * each family that the host has.
 *
 * Fails with the codes of `spellSetting` and `checkPolicyGroup`.
 */
export function planGroups(mesh: Mesh, node: MeshNode, proposals: GroupProposals): Result<readonly PlannedGroup[]> {
  const findings: Diagnostic[] = [];
  const at = valueAt('nodes', node.name);
  const groups = renderedGroups(mesh).flatMap((group) =>
    families.flatMap((family): readonly PlannedGroup[] => {
      const address = node.addresses[family];
      if (address === undefined) return [];
      // One of five fixed names, with or without -ipv6: a conn name.
      const name = groupConnName(group, family) as ConnName;
      const spelled = groupSettings(group, address, mesh, node, proposals).map((setting) =>
        spellSetting('conn', setting, node.releases, at),
      );
      const targets = groupTargetsOn(mesh, node, group, family);
      append(
        findings,
        spelled.flatMap((each) => each.findings),
        checkGroupTargets(targets, node.releases, valueAt('groups', group)),
      );
      const settings = spelled.flatMap((each) => (each.kind === 'ok' ? [each.value] : []));
      return [{ name, settings, targets }];
    }),
  );
  return settle(() => groups, findings);
}

function groupSettings(
  group: PolicyGroupName,
  address: Address,
  mesh: Mesh,
  node: MeshNode,
  proposals: GroupProposals,
): readonly Setting[] {
  const { releases } = node;
  const action = groupActions[group];
  const family = [...familySettings(familyOf(address), releases), { keyword: 'left', value: address }];
  if (action === 'clear' || action === 'drop') {
    return [
      ...family,
      { keyword: 'right', value: '%group' },
      // Either of the two without the other is refused by some release.
      { keyword: 'authby', value: 'never' },
      { keyword: 'type', value: action === 'clear' ? 'passthrough' : 'drop' },
      { keyword: 'auto', value: 'ondemand' },
    ];
  }
  const kind = keyKindOf(node.certificate);
  const strict = action === 'encrypt';
  return [
    ...family,
    { keyword: 'leftid', value: '%fromcert' },
    { keyword: 'leftcert', value: node.nickname },
    ...rsaKeySettings('left', kind, releases),
    { keyword: 'right', value: '%opportunisticgroup' },
    { keyword: 'rightid', value: '%fromcert' },
    ...rsaKeySettings('right', kind, releases),
    { keyword: 'rightca', value: '%same' },
    ...authSettings(kind, kind),
    versionSetting(releases),
    // `hold` is the same as `drop` here, and 5.4 warns of it.
    { keyword: 'negotiationshunt', value: strict ? 'drop' : 'passthrough' },
    { keyword: 'failureshunt', value: strict ? 'drop' : 'passthrough' },
    ...attemptSettings(releases),
    ...(proposals.ike === undefined ? [] : [{ keyword: 'ike', value: proposals.ike }]),
    ...(proposals.esp === undefined ? [] : [{ keyword: 'esp', value: proposals.esp }]),
    ...encapsulationSettings(node.encapsulation, releases),
    ...groupLiveness(mesh, releases),
    ...mesh.ipsec.options,
    { keyword: 'auto', value: action === 'clear-until-asked' ? 'add' : 'ondemand' },
  ];
}

/** From 3.31 to 4.15 pluto makes one attempt of it and says so at every load; from 5.0 on the keyword is obsolete. */
function attemptSettings(releases: ReleaseRange): readonly Setting[] {
  return atLeast(newest(releases), '5.0') ? [] : [{ keyword: 'keyingtries', value: '1' }];
}

/** A dead peer's tunnel is taken away: the group's own policy stays, and the next packet asks for a new one. */
function groupLiveness({ ipsec }: Mesh, releases: ReleaseRange): readonly Setting[] {
  return livenessSettings(ipsec.liveness, releases).map((setting) =>
    setting.keyword === 'dpdaction' ? { keyword: 'dpdaction', value: 'clear' } : setting,
  );
}

/** A group conn has one family; where an entry is of the other one, 5.x installs nothing for it and says nothing. */
function familySettings(family: Family, releases: ReleaseRange): readonly Setting[] {
  if (family === 'ipv4') return [];
  const keyword = atLeast(oldest(releases), '3.25') ? 'hostaddrfamily' : 'connaddrfamily';
  return [{ keyword, value: 'ipv6' }];
}
