/** What may stand at a place of a command line. */
import type { Argument, Command, Option } from 'commander';
import { severities } from '../../diagnostics/codes.ts';
import { releases } from '../../libreswan/release.ts';

/** Reads the names of the hosts of an inventory; none where it cannot be read. */
export type ReadHosts = (path: string) => readonly string[];

/**
 * The words that may stand where the last one of `words` is; none where that is a file. `words` are those behind the
 * name of the program.
 */
export function completions(program: Command, words: readonly string[], readHosts: ReadHosts): readonly string[] {
  const current = words.at(-1) ?? '';
  const before = words.slice(0, -1);
  const all = candidates(program, before, current, readHosts);
  return all.filter((candidate) => candidate.startsWith(current)).sort();
}

function candidates(
  program: Command,
  before: readonly string[],
  current: string,
  readHosts: ReadHosts,
): readonly string[] {
  const positions = positionsIn(program, before);
  const { command, operands } = positions;
  const expecting = optionThatWaits(command, before);
  if (expecting !== undefined) return valuesOf(expecting, () => hostsOf(operands, readHosts));
  if (current.startsWith('-'))
    return command.options.flatMap(({ long, short, hidden }) => (hidden ? [] : [long ?? short ?? '']));
  if (command.commands.length > 0 && operands.length === 0) return command.commands.map((each) => each.name());
  const argument = command.registeredArguments[Math.min(operands.length, command.registeredArguments.length - 1)];
  return argument === undefined ? [] : operandsFor(argument, () => hostsOf(operands, readHosts));
}

interface Position {
  readonly command: Command;
  readonly operands: readonly string[];
}

/** The command that the words have reached, and its operands so far. */
function positionsIn(program: Command, words: readonly string[]): Position {
  let command = program;
  let operands: string[] = [];
  for (let i = 0; i < words.length; i += 1) {
    const word = words[i] as string;
    if (word.startsWith('-') && word.length > 1) {
      if (takesValue(optionOf(command, word)) && !word.includes('=')) i += 1;
      continue;
    }
    const next = operands.length === 0 ? command.commands.find((each) => each.name() === word) : undefined;
    if (next === undefined) operands.push(word);
    else [command, operands] = [next, []];
  }
  return { command, operands };
}

function optionThatWaits(command: Command, before: readonly string[]): Option | undefined {
  const option = optionOf(command, before.at(-1) ?? '');
  return takesValue(option) ? option : undefined;
}

function optionOf(command: Command, word: string): Option | undefined {
  return command.options.find(({ long, short }) => word === long || word === short);
}

function takesValue(option: Option | undefined): boolean {
  return option !== undefined && (option.required || option.optional);
}

/** Releases, hosts, what is listed; nothing for files and free text. */
function valuesOf(option: Option, hosts: () => readonly string[]): readonly string[] {
  if (option.argChoices !== undefined) return option.argChoices;
  if (option.long === '--libreswan') return releases;
  return option.long === '--host' ? hosts() : [];
}

function operandsFor(argument: Argument, hosts: () => readonly string[]): readonly string[] {
  if (argument.argChoices !== undefined) return argument.argChoices;
  if (argument.name() === 'code') return Object.keys(severities);
  return /^(host|from|to)$/.test(argument.name()) ? hosts() : [];
}

function hostsOf(operands: readonly string[], readHosts: ReadHosts): readonly string[] {
  const [inventory] = operands;
  return inventory === undefined ? [] : readHosts(inventory);
}
