/** AH instead of ESP: packets are authenticated and not encrypted. */
import type { Mesh } from './mesh.ts';

/** Whether the mesh's packets are protected by AH, which only `options: { phase2: ah }` asks for. */
export function usesAh({ ipsec }: Mesh): boolean {
  return ipsec.options.some(({ keyword, value }) => /^(phase2|auth)$/i.test(keyword) && value.toLowerCase() === 'ah');
}

/** What `options: { ah: … }` says; absent: what each release offers itself. */
export function ahAlgorithms({ ipsec }: Mesh): string | undefined {
  return ipsec.options.find(({ keyword }) => keyword.toLowerCase() === 'ah')?.value;
}
