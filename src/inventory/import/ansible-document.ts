/** How the list of an Ansible inventory is told from other documents. */
import { isMapping } from '../unknown-keys.ts';
import type { ToolDocument } from './tool-document.ts';

export const ansibleDocument: ToolDocument = {
  source: 'ansible',
  command: 'ansible-inventory --list',
  recognises: isAnsible,
};

/** Whether a document is one of those that {@link importAnsible} reads: `_meta`, or the group `all` beside other groups alone. */
export function isAnsible(input: unknown): input is Readonly<Record<string, unknown>> {
  if (!isMapping(input)) return false;
  if (isMapping(input._meta) && isMapping(input._meta.hostvars)) return true;
  return isMapping(input.all) && ('hosts' in input.all || 'children' in input.all) && input.nodes === undefined;
}
