import { Argument, type Command } from 'commander';
import { parse } from 'yaml';
import { exitStatus, UsageError } from '../exit.ts';
import { completions } from '../help/complete.ts';
import { completionScripts, type Shell } from '../help/completion-scripts.ts';
import { writeOut } from '../output.ts';
import type { Run } from '../program.ts';
import { readText } from '../read-text.ts';
import { asked, joinSafe, printable, safe } from '../safe-text.ts';

/** `swanmesh completion SHELL`: the script that completes commands, options, hosts, codes and releases. */
export function completionCommand(program: Command, run: Run): void {
  program
    .command('completion')
    .description('print the completion script of a shell')
    .addArgument(new Argument('<shell>', 'the shell').choices([...Object.keys(completionScripts), 'words']))
    .argument('[words...]', 'for words, as the scripts call it: the command line so far, behind --')
    .action((shell: Shell | 'words', words: readonly string[]) =>
      run(async () => {
        if (shell === 'words')
          await writeOut(joinSafe(completions(program, words, hostsIn).map((word) => safe`${printable(word)}\n`)));
        else if (words.length > 0) throw new UsageError(`completion ${shell} takes no further words`);
        else await writeOut(asked(completionScripts[shell]));
        return exitStatus.done;
      }),
    );
}

/** The hosts of an inventory as far as it can be read: a command line that is being typed is no place for findings. */
function hostsIn(path: string): readonly string[] {
  if (path === '-') return [];
  try {
    const inventory: unknown = parse(readText(path), { uniqueKeys: false, maxAliasCount: 100 });
    const nodes = typeof inventory === 'object' && inventory !== null && 'nodes' in inventory ? inventory.nodes : {};
    return Object.keys(nodes ?? {}).filter((name) => /^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(name));
  } catch {
    return [];
  }
}
