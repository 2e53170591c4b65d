import type { Command } from 'commander';
import { readClusterFile } from '../cluster-file.ts';
import { exitStatus } from '../exit.ts';
import { answerLine } from '../filter/answer-line.ts';
import { linesOf } from '../filter/lines.ts';
import { newWorlds } from '../filter/world.ts';
import { largest } from '../input.ts';
import { isOutputClosed, writeOut } from '../output.ts';
import { passwordsOf } from '../password.ts';
import type { Run } from '../program.ts';
import { nowOf } from '../report.ts';
import { taintedMeanwhile } from '../secrecy/taint.ts';

/** `swanmesh filter [CLUSTER]`: one JSON request a line on stdin, one answer a line on stdout. */
export function filterCommand(program: Command, run: Run): void {
  program
    .command('filter')
    .description(
      'answer requests, one JSON object a line on standard input and output: for templates and other programs',
    )
    .argument('[cluster]', 'the inventory of requests that bring none; it is read once')
    .action((path: string | undefined) =>
      run(async (options) => {
        const file = path === undefined ? undefined : await readClusterFile(path, nowOf(options), passwordsOf(options));
        const worldAt = newWorlds(file);
        let number = 0;
        for await (const line of linesOf(process.stdin, largest.configuration)) {
          number += 1;
          const answer = await taintedMeanwhile(() => answerLine(line, number, worldAt(nowOf(options)), options));
          await writeOut(answer);
          if (isOutputClosed()) break;
        }
        return exitStatus.done;
      }),
    );
}
