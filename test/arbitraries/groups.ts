import fc from 'fast-check';

/** Policy groups as an inventory has them. */
export type WrittenGroups = Record<string, string[]>;

const names = ['private', 'private-or-clear', 'clear-or-private', 'clear', 'block'] as const;

/**
 * Policy groups over `172.16.0.0/16` and `fd00::/16`, each target in one group: networks, hosts, everything; with entries for
 * ports where asked for.
 */
export function arbitraryGroups(options: { readonly ports?: boolean } = {}): fc.Arbitrary<WrittenGroups> {
  const network = fc.oneof(
    { weight: 3, arbitrary: fc.nat(12).map((d) => `172.16.0.${d}/32`) },
    {
      weight: 2,
      arbitrary: fc
        .nat(12)
        .map((d) => `fd00::${d.toString(16)}/128`)
        .map((text) => text.replace('::0/', '::/')),
    },
    fc.constantFrom('172.16.0.0/16', '172.16.0.0/24', '172.16.0.8/29', '0.0.0.0/0', 'fd00::/16', 'fd00::/64', '::/0'),
  );
  const traffic = fc.constantFrom(' 6 0 443', ' 17 0 0', ' 6 22 0', ' 6 0 22');
  const entry = fc.tuple(network, options.ports === true ? fc.option(traffic, { nil: '', freq: 3 }) : fc.constant(''));
  return fc
    .uniqueArray(
      fc.tuple(
        entry.map((parts) => parts.join('')),
        fc.constantFrom(...names),
      ),
      {
        minLength: 1,
        maxLength: 12,
        selector: ([text]) => text,
      },
    )
    .map((entries) => {
      const groups: WrittenGroups = {};
      for (const [text, group] of entries) groups[group] = [...(groups[group] ?? []), text];
      return groups;
    });
}
