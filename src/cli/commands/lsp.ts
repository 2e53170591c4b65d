import { type Command, Option } from 'commander';
import { releases } from '../../libreswan/release.ts';
import { exitStatus } from '../exit.ts';
import type { Run } from '../program.ts';

/** `swanmesh lsp`: the language server, for editors. */
export function lspCommand(program: Command, run: Run): void {
  program
    .command('lsp')
    .description('serve editors over standard input and output: inventories and ipsec.conf')
    .addOption(
      new Option(
        '--libreswan <release>',
        'the release that reads ipsec.conf, where no comment "# libreswan: R" names one',
      ).choices(releases),
    )
    .option('--stdio', 'as editors call it; nothing else is served')
    .action((own: { libreswan?: (typeof releases)[number] }) =>
      run(async () => {
        const { serve } = await import('../lsp/server.ts');
        await serve(own.libreswan);
        return exitStatus.done;
      }),
    );
}
