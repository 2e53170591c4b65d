import type { NftTable } from './ast.ts';

/** How a chain of a table is called in a rule set. */
export function nftChainKey(table: NftTable, chain: string): string {
  return `${table.family} ${table.name} ${chain}`;
}
