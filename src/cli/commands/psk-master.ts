import { randomBytes } from 'node:crypto';
import type { Command } from 'commander';
import { shortestMaster } from '../../inventory/index.ts';
import { writeOut } from '../output.ts';
import type { Run } from '../program.ts';
import { asked } from '../safe-text.ts';
import { writeSecret } from '../write-secret.ts';

/** `swanmesh psk-master`: a new master of pre-shared keys, from the system's randomness. */
export function pskMasterCommand(program: Command, run: Run): void {
  program
    .command('psk-master')
    .description('make a master for auth: psk; every pair of hosts gets its own key from it')
    .option('-o, --output <file>', 'write a new file with mode 0600 instead of stdout; one that exists is left alone')
    .action((own: { readonly output?: string }) =>
      run(async () => {
        const master = `${randomBytes(shortestMaster).toString('hex')}\n`;
        if (own.output === undefined) await writeOut(asked(master));
        else
          writeSecret(
            own.output,
            master,
            false,
            'hosts that have keys of another master could not talk to one another',
          );
        return 0;
      }),
    );
}
