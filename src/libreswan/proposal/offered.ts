/** What a value that pluto loads offers, in the shape of proposals. */
import { encryptions, integrities, keyExchanges, prfs } from './algorithm.ts';
import type { LoadedProposals } from './judge-loading.ts';
import type { Transform } from './loading.ts';
import type { OfferedEncryption, Proposal, Proposals } from './proposals.ts';

/** The proposals of a value, before anything is filled in; `keyword` is what it was written under. */
export function offeredProposals(loaded: LoadedProposals, keyword: Proposals['keyword']): Proposals {
  return { kind: 'proposals', keyword, proposals: loaded.proposals.map(proposalOf) };
}

function proposalOf(transforms: readonly Transform[]): Proposal {
  const integrity = namesOf(transforms, 'integ', integrities).flatMap((name) => (name === 'NONE' ? [] : [name]));
  const prf = namesOf(transforms, 'prf', prfs);
  // An integrity algorithm that is the one of the pseudo-random function says nothing that is not said.
  const isDerived = integrity.length === prf.length && integrity.every((name, i) => name.startsWith(`${prf[i]}_`));
  const additional = slots.map((slot) => namesOf(transforms, slot, keyExchanges));
  const last = additional.findLastIndex((names) => names.length > 0);
  return {
    encryption: transforms.flatMap(encryptionOf),
    integrity: isDerived ? [] : integrity,
    prf,
    dh: namesOf(transforms, 'ke', keyExchanges),
    ...(last < 0 ? {} : { additional: additional.slice(0, last + 1) }),
  };
}

const slots = ['addke1', 'addke2', 'addke3', 'addke4', 'addke5', 'addke6', 'addke7'] as const;

function namesOf<Name extends string>(
  transforms: readonly Transform[],
  type: Transform['type'],
  table: readonly { readonly name: Name }[],
): readonly Name[] {
  const found = transforms.flatMap((one) =>
    one.type === type ? (table.find(({ name }) => name === one.name) ?? []) : [],
  );
  return [...new Set(found.map(({ name }) => name))];
}

function encryptionOf({ type, name, keyLength }: Transform): readonly OfferedEncryption[] {
  const row = type === 'encrypt' ? encryptions.find((each) => each.name === name) : undefined;
  if (row === undefined) return [];
  return keyLength === 128 || keyLength === 192 || keyLength === 256
    ? [{ name: row.name, keyBits: keyLength }]
    : [{ name: row.name }];
}
