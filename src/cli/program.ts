/** The frame of the command line: options of all commands, and what becomes of a command's outcome. */
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { reportFormats } from '../report/formats/index.ts';
import { bugReport } from './bug-report.ts';
import { exitStatus, UsageError } from './exit.ts';
import { addNotes, optionDescription } from './help/help-text.ts';
import { writeFailure } from './json-document.ts';
import { outputFailure, writeError, writeOut } from './output.ts';
import type { CommonOptions } from './report.ts';
import { asked, printable, printableLines, type SafeText, safe } from './safe-text.ts';
import { forgetTaint } from './secrecy/taint.ts';
import { systemReason } from './system-reason.ts';
import { version } from './version.ts';

/** Runs the body of a command; it gives the exit status. */
export type Run = (body: (options: CommonOptions) => number | Promise<number>) => Promise<void>;

/** A command makes itself known to the program. */
export type RegisterCommand = (program: Command, run: Run) => void;

/** Builds the program from its commands and runs it on the arguments; gives the exit status. */
export async function runProgram(commands: readonly RegisterCommand[], args: readonly string[]): Promise<number> {
  let status: number = exitStatus.done;
  forgetTaint();
  const run: Run = async (body) => {
    status = await body(program.opts<CommonOptions>());
  };
  const program = newProgram(commands, run);
  try {
    await program.parseAsync(args, { from: 'user' });
    return endOf(status);
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return exitStatus.done;
    const message = failureOf(error);
    // Commander has said its own errors already.
    if (!(error instanceof CommanderError)) writeError(safe`swanmesh: ${message}\n`);
    if (asksForJson(args)) await writeFailure(message);
    return exitStatus.usage;
  }
}

/** Whether the words ask for a document; read here, because the call may be one that cannot be parsed. */
function asksForJson(args: readonly string[]): boolean {
  const end = args.indexOf('--');
  return args.slice(0, end < 0 ? undefined : end).includes('--json');
}

function failureOf(error: unknown): SafeText {
  if (error instanceof CommanderError) return printable(error.message.replace(/^error: /, ''));
  if (error instanceof UsageError) return printable(error.message);
  if (isSystemError(error))
    return safe`${printable(error.path ?? error.syscall ?? 'the system')}: ${systemReason(error)}`;
  return bugReport(error);
}

/** The program with its commands; nothing has been run. */
export function newProgram(commands: readonly RegisterCommand[], run: Run): Command {
  const program = new Command('swanmesh')
    .description(
      'IPsec between all hosts of a cluster: libreswan configuration from an inventory and host certificates',
    )
    .version(version(), '--version')
    .option('--json', 'one JSON document on stdout, with the findings in it', false)
    .option('--strict', 'warnings fail too', false)
    .option('--now <time>', 'check validity at this time (RFC 3339) instead of now', readTime)
    .addOption(new Option('--color <when>', 'colour the findings').choices(['auto', 'always', 'never']).default('auto'))
    .option('--quiet', 'say nothing but errors', false)
    .option('--password-file <file>', 'the password of encrypted keys and PKCS#12 files: the first line of this file')
    .option('--password-fd <number>', 'the same from an open file descriptor', readDescriptor)
    .configureHelp({ optionDescription })
    .showHelpAfterError('(swanmesh --help tells more)')
    .configureOutput({
      writeOut: (text) => void writeOut(asked(text)),
      writeErr: (text) => writeError(printableLines(text)),
    })
    .exitOverride();
  for (const register of commands) register(program, run);
  for (const command of program.commands) takeCommonOptions(program, command);
  return program;
}

/** Adds `--fix` and `--write` to a command. */
export function withFixOptions(command: Command): Command {
  return command
    .option('--fix', 'show a patch of the changes that only say what was plainly meant', false)
    .option('--write', 'with --fix: write them into the file; comments stay', false);
}

/** The status of what was done, unless its output was lost. */
function endOf(status: number): number {
  const failure = outputFailure();
  if (failure === undefined) return status;
  writeError(safe`swanmesh: cannot write to standard output: ${failure}\n`);
  return exitStatus.usage;
}

/** A file system that is full, a folder without permission: the system says it. */
function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error;
}

/** The common options may stand behind the command as well as before it. */
function takeCommonOptions(program: Command, command: Command): void {
  command.exitOverride().showHelpAfterError(`(swanmesh ${command.name()} --help tells more)`);
  addNotes(command);
  for (const option of program.options) {
    if (option.long === '--version') continue;
    const copy = new Option(option.flags, option.description).helpGroup('Options of every command:');
    if (option.parseArg !== undefined) copy.argParser(option.parseArg);
    if (option.argChoices !== undefined) copy.choices(option.argChoices);
    command.addOption(copy);
  }
  command.hook('preAction', (_, action) => {
    for (const option of program.options) {
      const key = option.attributeName();
      const value: unknown = action.getOptionValue(key);
      if (value !== undefined && option.long !== '--version') program.setOptionValue(key, value);
    }
  });
  for (const inner of command.commands) takeCommonOptions(program, inner);
}

function readDescriptor(text: string): number {
  if (!/^\d{1,4}$/.test(text)) throw new InvalidArgumentError('must be the number of an open file descriptor');
  return Number(text);
}

/** A time as RFC 3339 has it. */
export function readTime(text: string): Date {
  const time = new Date(text);
  const rfc3339 = /^\d{4}-\d{2}-\d{2}([Tt ]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:\d{2}))?$/;
  if (!rfc3339.test(text) || Number.isNaN(time.getTime()))
    throw new InvalidArgumentError('must be a time such as 2027-01-31T00:00:00Z');
  return time;
}

/** `--format text|github|…` of the commands that show findings; a command may have more. */
export function findingsFormat(...more: readonly string[]): Option {
  const help = reportFormats.map(({ name, description }) => `${name}: ${description}`).join('; ');
  return new Option('--format <format>', `how findings are shown; ${help}`)
    .choices(['text', ...reportFormats.map(({ name }) => name), ...more])
    .default('text');
}

/** `--expiry-warning DAYS` of the commands that judge certificates. */
export function expiryWarning(): Option {
  return new Option('--expiry-warning <days>', 'warn of certificates that end within so many days; 0 for never')
    .argParser(readDays)
    .default(30);
}

function readDays(text: string): number {
  if (!/^\d{1,5}$/.test(text)) throw new InvalidArgumentError('must be a whole number of days');
  return Number(text);
}
