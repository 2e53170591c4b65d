import * as z from 'zod/mini';
import { inventorySchema } from './schema.ts';

/**
 * The JSON Schema (draft 2020-12) of the inventory, for editors. It knows the shape; rules across values, such as
 * addresses that belong to two nodes, are left to `swanmesh check`.
 */
export function inventoryJsonSchema(): Readonly<Record<string, unknown>> {
  const { $schema, ...schema } = z.toJSONSchema(inventorySchema(), { io: 'input' });
  return { $schema, title: 'swanmesh inventory', ...schema };
}
