import { type Command, Option } from 'commander';
import { inventoryJsonSchema } from '../../inventory/json-schema.ts';
import { exitStatus } from '../exit.ts';
import { sayNext } from '../next.ts';
import { writeOut } from '../output.ts';
import { outputNames, outputSchema } from '../output-schemas.ts';
import type { Run } from '../program.ts';
import { safe, safeJson } from '../safe-text.ts';

/** `swanmesh schema`: the JSON Schema of the inventory, for editors, or of a command's document. */
export function schemaCommand(program: Command, run: Run): void {
  program
    .command('schema')
    .description('print the JSON Schema of the inventory, for editors, or of what a command prints with --json')
    .addOption(
      new Option('--of <document>', 'what is described').choices(['inventory', ...outputNames]).default('inventory'),
    )
    .action(({ of }: { of: string }) =>
      run(async (options) => {
        await writeOut(safe`${safeJson(of === 'inventory' ? inventoryJsonSchema() : outputSchema(of), 2)}\n`);
        await sayNext(['swanmesh', 'check', 'cluster.yaml'], options, 'stderr');
        return exitStatus.done;
      }),
    );
}
