import type { Command } from 'commander';
import { exitStatus } from '../exit.ts';
import { manPage } from '../help/man-page.ts';
import { writeOut } from '../output.ts';
import type { Run } from '../program.ts';
import { asked } from '../safe-text.ts';

/** The manual page changes with the program, not with the day on which it is printed. */
const dated = 'November 28, 2026';

/** `swanmesh man`: the manual page. */
export function manCommand(program: Command, run: Run): void {
  program
    .command('man')
    .description('print the manual page')
    .action(() =>
      run(async () => {
        await writeOut(asked(manPage(program, dated)));
        return exitStatus.done;
      }),
    );
}
