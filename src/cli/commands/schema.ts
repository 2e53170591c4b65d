import type { Command } from 'commander';
import { inventoryJsonSchema } from '../../inventory/json-schema.ts';
import { exitStatus } from '../exit.ts';
import { writeOut } from '../output.ts';
import type { Run } from '../program.ts';
import { safe, safeJson } from '../safe-text.ts';

/** `swanmesh schema`: the JSON Schema of the inventory, for editors. */
export function schemaCommand(program: Command, run: Run): void {
  program
    .command('schema')
    .description('print the JSON Schema of the inventory, for editors')
    .action(() =>
      run(async () => {
        await writeOut(safe`${safeJson(inventoryJsonSchema(), 2)}\n`);
        return exitStatus.done;
      }),
    );
}
