import type { Command } from 'commander';
import { collectScript } from '../../hosts/collect-script.ts';
import { exitStatus } from '../exit.ts';
import { writeOut } from '../output.ts';
import type { Run } from '../program.ts';
import { asked } from '../safe-text.ts';

/** `swanmesh collect-script`: prints the script that gathers on a host what `verify` reads. */
export function collectScriptCommand(program: Command, run: Run): void {
  program
    .command('collect-script')
    .description('print a read-only script that gathers on a host what verify and diff read')
    .action(() =>
      run(async () => {
        await writeOut(asked(collectScript()));
        return exitStatus.done;
      }),
    );
}
