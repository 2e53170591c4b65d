/** A host as formats take it. */
import type { Result } from '../../diagnostics/diagnostic.ts';
import type { MeshNode } from '../../mesh/mesh.ts';
import { renderHost } from '../host.ts';
import type { Rendering } from '../prepare.ts';
import type { RenderedFile } from '../rendered-file.ts';

/** A host with all that was rendered for it. */
export interface RenderedHost {
  /** As the inventory has it. */
  readonly name: string;
  /** The role that the inventory gives it; empty where it gives none. */
  readonly role: string;
  /** In the order of their paths. */
  readonly files: readonly RenderedFile[];
}

/**
 * Renders a host for a format. Fails as `renderHost` does.
 *
 * @example
 * const host = renderedHost(rendering, node);
 * host.kind === 'ok' && host.value.files.some(({ path }) => path === 'apply.sh') // true
 */
export function renderedHost(rendering: Rendering, node: MeshNode): Result<RenderedHost> {
  const files = renderHost(rendering, node);
  if (files.kind === 'failed') return files;
  return { ...files, value: { name: node.name, role: node.role, files: files.value } };
}
