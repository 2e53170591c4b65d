#!/usr/bin/env node
import { commands } from './commands/index.ts';
import { guardStreams } from './output.ts';
import { runProgram } from './program.ts';

guardStreams();
process.exitCode = await runProgram(commands, process.argv.slice(2));
