#!/usr/bin/env node
import { commands } from './commands/index.ts';
import { runProgram } from './program.ts';

// A reader that has seen enough (head, a pager) closes the pipe; that is no fault.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? 0 : 2);
});

process.exitCode = await runProgram(commands, process.argv.slice(2));
