import type { Command } from 'commander';
import { inventoryJsonSchema } from '../../inventory/json-schema.ts';
import { exitStatus } from '../exit.ts';
import type { Run } from '../program.ts';

/** `swanmesh schema`: the JSON Schema of the inventory, for editors. */
export function schemaCommand(program: Command, run: Run): void {
  program
    .command('schema')
    .description('print the JSON Schema of the inventory, for editors')
    .action(() =>
      run(() => {
        process.stdout.write(`${JSON.stringify(inventoryJsonSchema(), undefined, 2)}\n`);
        return exitStatus.done;
      }),
    );
}
