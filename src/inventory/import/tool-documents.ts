/** What is recognised where an inventory is expected; whoever only renders does not load the readers. */
import { ansibleDocument } from './ansible-document.ts';
import { kubernetesDocument } from './kubernetes-document.ts';
import type { ToolDocument } from './tool-document.ts';

const toolDocuments: readonly ToolDocument[] = [kubernetesDocument, ansibleDocument];

/** What document of another tool this is, `undefined` where it is none that is known. */
export function toolDocument(document: unknown): ToolDocument | undefined {
  return toolDocuments.find(({ recognises }) => recognises(document));
}
