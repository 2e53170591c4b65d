import { type Diagnostic, diagnostic, valueAt } from '../diagnostics/diagnostic.ts';
import { removeEntry } from '../diagnostics/fix.ts';
import { atLeast, type Release } from '../libreswan/release.ts';
import { addressOf } from '../net/address.ts';
import { groupRules } from './groups.ts';
import type { Mesh } from './mesh.ts';
import { type Policy, policyFor } from './policy-for.ts';

/**
 * `mesh/policy-flips`: a priority puts one group before another whatever the prefixes are; up to 5.2 that holds for `clear`
 * and `block` too, from 5.3 on their conns ignore it, so that the same files encrypt on one release what is in clear on another.
 */
export function checkGroupFlips(mesh: Mesh): readonly Diagnostic[] {
  const option = mesh.ipsec.options.find(({ keyword }) => keyword.toLowerCase() === 'priority');
  if (mesh.mode !== 'opportunistic' || option === undefined) return [];
  const priority = Number(option.value);
  const rules = groupRules(mesh).map((rule) => ({ ...rule, priority }));
  const [before, after]: readonly Release[] = ['5.2', '5.3'];
  const address = rules
    .flatMap(({ targets }) => targets.map(({ prefix }) => addressOf(prefix)))
    .find((one) => shown(policyOn(before, one)) !== shown(policyOn(after, one)));
  const present = mesh.nodes.flatMap(({ releases }) => releases);
  const both =
    present.some((release) => atLeast(release, '5.3')) && present.some((release) => !atLeast(release, '5.3'));
  const example =
    address === undefined
      ? ''
      : `; ${address} is ${shown(policyOn(before, address))} up to 5.2, ${shown(policyOn(after, address))} from 5.3 on`;
  const hosts = both ? ', and the cluster has hosts of both kinds' : '';
  const message = `with policy groups no priority may be set, as prefixes would no longer decide${example}${hosts}`;
  return [
    diagnostic('mesh/policy-flips', valueAt('ipsec', 'options', option.keyword), message, {
      hint: 'leave it out',
      fix: removeEntry(['ipsec', 'options', option.keyword], false),
    }),
  ];

  function policyOn(release: Release | undefined, one: Parameters<typeof policyFor>[1]): Policy {
    return policyFor({ release: release ?? '5.3', rules }, one);
  }
}

function shown(policy: Policy): string {
  if (policy.kind === 'group') return policy.group;
  return policy.kind === 'none' ? 'in no group' : `undefined between ${policy.groups.join(' and ')}`;
}
