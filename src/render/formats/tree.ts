/** The files as they are, each at its path below the host's folder. */
import type { TreeFormat } from './format.ts';

export const tree: TreeFormat = {
  kind: 'tree',
  name: 'tree',
  description: 'one folder a host, as it is laid out on the host',
  unit: 'files',
  files: ({ files }) => files,
  shared: (rendered) => rendered,
};
