/** The files as they are, each at its path below the host's folder. */
import type { TreeFormat } from './format.ts';

export const tree: TreeFormat = {
  kind: 'tree',
  name: 'tree',
  description: 'one folder a host, as it is laid out on the host',
  files: (_, rendered) => rendered,
  shared: (rendered) => rendered,
};
