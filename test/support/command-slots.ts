/** Every place of the command line where a file or a word can be given, by the registry of the commands itself. */
import type { Command, Option } from 'commander';
import { commands } from '../../src/cli/commands/index.ts';
import { newProgram } from '../../src/cli/program.ts';

/** A command, its words, and what it can be given. */
export interface CommandSlots {
  /** As in `authority init`. */
  readonly name: string;
  /** Calls with `given` in one place each; everything else that the command needs is harmless. */
  readonly calls: (given: string) => readonly (readonly string[])[];
  /** What says how the answer is written, a call each: nothing, `--json`, and each choice of `--format`. */
  readonly formats: readonly (readonly string[])[];
}

/** What a command takes in the places that are not looked at. */
export interface Harmless {
  readonly inventory: string;
  readonly folder: string;
  readonly output: string;
}

/** All commands that do work, those below `authority` and its like included. */
export function commandSlots(harmless: Harmless): readonly CommandSlots[] {
  const program = newProgram(commands, async () => {});
  return leavesOf(program, []).map(([names, command]) => slotsOf(names, command, harmless));
}

function leavesOf(command: Command, names: readonly string[]): readonly (readonly [readonly string[], Command])[] {
  return command.commands.flatMap((inner) => {
    const own = [...names, inner.name()];
    return inner.commands.length > 0 ? leavesOf(inner, own) : [[own, inner] as const];
  });
}

const isOfAll = (option: Option): boolean =>
  /^--(?:json|strict|now|color|quiet|version|format)$/.test(option.long ?? '');

function slotsOf(names: readonly string[], command: Command, harmless: Harmless): CommandSlots {
  const mandatory = command.options
    .filter((option) => option.mandatory)
    .map((option) => [option, wordFor(option.long ?? '', option, harmless)] as const);
  const needed = (but?: Option): readonly string[] =>
    mandatory.flatMap(([option, word]) => (option === but ? [] : [option.long ?? '', word]));
  const places = command.registeredArguments;
  const words = places.map((place) => wordFor(place.name(), undefined, harmless));
  // What is read from standard input where it is left out would wait for it.
  const required = words.filter((_, i) => places[i]?.required === true || places[i]?.defaultValue === '-');
  const calls = (given: string): readonly (readonly string[])[] => [
    ...words.map((_, i) => [...names, ...words.toSpliced(i, 1, given), ...needed()]),
    // With what may be left out left out, and given twice.
    ...(places.length > 0 ? [[...names, given, ...needed()]] : []),
    ...(places.some(({ variadic }) => variadic) ? [[...names, harmless.inventory, given, ...needed()]] : []),
    ...command.options
      .filter((option) => (option.required || option.optional) && !isOfAll(option))
      .map((option) => [...names, ...required, ...needed(option), option.long ?? '', given]),
  ];
  const choices = command.options.find(({ long }) => long === '--format')?.argChoices ?? [];
  return { name: names.join(' '), calls, formats: [[], ['--json'], ...choices.map((choice) => ['--format', choice])] };
}

/** A word that a command takes for a place or option of this name. */
function wordFor(name: string, option: Option | undefined, { inventory, folder, output }: Harmless): string {
  const [choice] = option?.argChoices ?? [];
  if (choice !== undefined) return choice;
  if (/libreswan/.test(name)) return '4.10';
  if (/output/.test(name)) return output;
  if (/dir|folder|tree|paths/.test(name)) return folder;
  if (/host|from|to$|proto|port|code|shell|source|kind|name/.test(name)) return 'a';
  return inventory;
}
