import { type Diagnostic, diagnostic, textAt } from '../../../diagnostics/diagnostic.ts';
import { lineAfter, replaceLine } from '../../../diagnostics/fix.ts';
import type { HostEvidence } from '../../../hosts/evidence.ts';
import type { GroupLine, GroupTarget } from '../../../libreswan/policy-group/document.ts';
import { groupInstanceName } from '../../../libreswan/policy-group/instance.ts';
import { parsePolicyGroup } from '../../../libreswan/policy-group/parse.ts';
import { groupConnName, groupTargetsOn, renderedGroups } from '../../../mesh/groups.ts';
import { families } from '../../../net/address.ts';
import type { Rendering } from '../../../render/prepare.ts';
import type { Host } from '../../host.ts';

/**
 * The policy files of a host hold what the inventory puts into each group. `verify/missing-target`: every entry of the
 * inventory is read; `verify/foreign-target`: no other is.
 */
export function checkGroupTargets(
  { node, release }: Host,
  { files, show }: HostEvidence,
  rendering: Rendering | undefined,
): readonly Diagnostic[] {
  if (node === undefined || rendering?.mesh.mode !== 'opportunistic') return [];
  const { mesh } = rendering;
  return renderedGroups(mesh).flatMap((group) =>
    families.flatMap((family) => {
      if (node.addresses[family] === undefined) return [];
      const path = `etc/ipsec.d/policies/${groupConnName(group, family)}`;
      const planned = named(groupTargetsOn(mesh, node, group, family));
      const lines = parsePolicyGroup(files.get(path) ?? '', release, show(path)).entries.filter(
        (entry): entry is GroupLine => entry.kind === 'line',
      );
      // What the release loses has findings of its own.
      const present = named(lines.flatMap(({ targets }) => targets));
      return [
        ...[...planned].flatMap(([name, target]) =>
          present.has(name) ? [] : [missing(textOf(target), group, show(path))],
        ),
        ...lines
          .filter(({ fate }) => fate === 'read')
          .flatMap((line) => [...named(line.targets)].map(([name, target]) => ({ line, name, target })))
          .flatMap(({ line, name, target }) => (planned.has(name) ? [] : [foreign(line, textOf(target), group)])),
      ];
    }),
  );
}

function named(targets: readonly GroupTarget[]): ReadonlyMap<string, GroupTarget> {
  return new Map(targets.map((target) => [groupInstanceName('', target), target]));
}

function textOf({ prefix, traffic }: GroupTarget): string {
  if (traffic === undefined) return prefix;
  return `${prefix} ${traffic.protocol} ${traffic.sourcePort} ${traffic.destinationPort}`;
}

function missing(target: string, group: string, file: string): Diagnostic {
  return diagnostic(
    'verify/missing-target',
    textAt(file, 1, 1),
    `the group ${group} must have the entry ${target} of the inventory`,
    { hint: `add the line ${target}, or re-render the host`, fix: lineAfter(textAt(file, 0, 1), target, false) },
  );
}

function foreign({ at }: GroupLine, target: string, group: string): Diagnostic {
  return diagnostic(
    'verify/foreign-target',
    at,
    `the group ${group} must have no entry that the inventory does not name, and has ${target}`,
    { hint: 'remove the line, or add it to groups in the inventory', fix: replaceLine(at, undefined, false) },
  );
}
