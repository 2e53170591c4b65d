import type { HostEvidence } from '../../src/hosts/evidence.ts';

/** What was gathered from a host of 4.10: files alone. */
export const evidenceOf = (files: Readonly<Record<string, string>>): HostEvidence => ({
  name: 'a',
  files: new Map(Object.entries(files)),
  show: (path) => `a/${path}`,
  release: '4.10',
  addresses: [],
  certificates: [],
  authorities: [],
});
