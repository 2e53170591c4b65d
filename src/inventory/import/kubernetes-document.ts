/** How the nodes of a Kubernetes cluster are told from other documents. */
import type { ValuePath } from '../../diagnostics/diagnostic.ts';
import { isMapping } from '../unknown-keys.ts';
import type { ToolDocument } from './tool-document.ts';

type Mapping = Readonly<Record<string, unknown>>;

export const kubernetesDocument: ToolDocument = {
  source: 'kubernetes',
  command: 'kubectl get nodes -o json',
  recognises: (document) => nodesIn(document) !== undefined,
};

/** An object, and where it is. */
export interface Item {
  readonly item: Mapping;
  readonly at: ValuePath;
}

/** The objects of a list that the API gave, or the one Node; `undefined` where it is neither. */
export function nodesIn(input: unknown): readonly Item[] | undefined {
  if (!isMapping(input) || typeof input.apiVersion !== 'string') return undefined;
  if (input.kind === 'Node') return [{ item: input, at: [] }];
  if ((input.kind !== 'List' && input.kind !== 'NodeList') || !Array.isArray(input.items)) return undefined;
  return input.items.flatMap((item: unknown, i) => (isMapping(item) ? [{ item, at: ['items', i] }] : []));
}
