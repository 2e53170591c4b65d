import type { Command, Option } from 'commander';
import { examplesFor, exitStatusesOf } from './notes.ts';

/** What the help of a command says below its options. */
export function addNotes(command: Command): void {
  const name = pathOf(command);
  const examples = examplesFor(name).flatMap(({ call, does }) => [`  ${call}`, `      ${does}`]);
  const statuses = exitStatusesOf(name).map(([status, meaning]) => `  ${status}  ${meaning}`);
  const rows = [...(examples.length === 0 ? [] : ['', 'Examples:', ...examples]), '', 'Exit status:', ...statuses];
  command.addHelpText('after', rows.join('\n'));
}

/** The words that call a command: `authority init` is not `init`. */
function pathOf(command: Command): string {
  const { parent } = command;
  return parent?.parent == null ? command.name() : `${pathOf(parent)} ${command.name()}`;
}

/** What an option does, with what may be given and what is taken where it is omitted. */
export function optionDescription({ description, argChoices, defaultValue }: Option): string {
  const value: unknown = defaultValue;
  const isDefault = (typeof value === 'string' || typeof value === 'number') && value !== '';
  const more = [
    ...(argChoices === undefined ? [] : [argChoices.join(', ')]),
    ...(isDefault ? [`default ${value}`] : []),
  ];
  return more.length === 0 ? description : `${description} (${more.join('; ')})`;
}
