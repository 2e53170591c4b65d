/** The manual page, in the language of mdoc(7), from the same texts as the help. */
import type { Argument, Command, Option } from 'commander';
import { examplesFor, exitStatusesOf } from './notes.ts';

/** A text as mdoc takes it, in lines of 80: no escape, no macro at the start of a line, and ASCII quotes and hyphens. */
function plain(text: string): string {
  return text
    .replace(/(?=.{70})(.{1,69}) /g, '$1\n')
    .replaceAll('\\', '\\e')
    .replace(/^([.'])/gm, '\\&$1')
    .replaceAll('-', '\\-')
    .replaceAll('"', '\\(dq');
}

/** An argument of a macro; a word that is itself one would be called. */
function word(text: string): string {
  return `\\&${plain(text).replaceAll('\n', ' ').replaceAll(' ', '\\ ')}`;
}

/** The manual page of a program. */
export function manPage(program: Command, date: string): string {
  const commands = program.commands.filter((command) => command.name() !== 'help');
  const common = program.options.filter(({ hidden }) => !hidden);
  return `${[
    `.Dd ${date}`,
    '.Dt SWANMESH 1',
    '.Os',
    '.Sh NAME',
    '.Nm swanmesh',
    `.Nd ${plain(program.description())}`,
    '.Sh SYNOPSIS',
    '.Nm',
    '.Ar command',
    '.Op Ar option ...',
    '.Sh DESCRIPTION',
    'From an inventory and the certificates of the hosts',
    '.Nm',
    plain(
      'makes everything that libreswan and the packet filter need to encrypt all traffic between the hosts of a cluster, and verifies what hosts really have.',
    ),
    'Data go to standard output, findings to standard error.',
    '.Ss Options of every command',
    '.Bl -tag -width Ds',
    ...common.flatMap(optionRows),
    '.El',
    ...commands.flatMap((command) => commandRows(command, common)),
    '.Sh EXIT STATUS',
    '.Bl -tag -width Ds',
    ...exitStatusesOf('diff').flatMap(([status, meaning]) => [`.It ${status}`, `${plain(upper(meaning))}.`]),
    '.El',
    '.Sh SEE ALSO',
    '.Xr certutil 1 ,',
    '.Xr pk12util 1 ,',
    '.Xr ipsec.conf 5 ,',
    '.Xr ipsec 8',
  ].join('\n')}\n`;
}

function commandRows(command: Command, common: readonly Option[]): readonly string[] {
  const shared = new Set(common.map(({ long }) => long));
  const options = command.options.filter(({ hidden, long }) => !hidden && !shared.has(long));
  const argumentRows = command.registeredArguments.flatMap((argument) => [
    `.It Ar ${word(argument.name())}`,
    plain(`${upper(argument.description)}.`),
  ]);
  const rows = [...argumentRows, ...options.flatMap(optionRows)];
  return [
    `.Ss swanmesh ${plain(command.name())}${command.registeredArguments.map(argumentText).join('')}`,
    plain(`${upper(command.description())}.`),
    ...(rows.length === 0 ? [] : ['.Bl -tag -width Ds', ...rows, '.El']),
    ...examplesFor(command.name()).flatMap(({ call, does }) => ['.Pp', plain(`${upper(does)}:`), `.Dl ${word(call)}`]),
  ];
}

function argumentText(argument: Argument): string {
  const name = plain(`${argument.name()}${argument.variadic ? '...' : ''}`);
  return argument.required ? ` ${name}` : ` [${name}]`;
}

function optionRows(option: Option): readonly string[] {
  const value: unknown = option.defaultValue;
  const isShown = value !== undefined && value !== false && !(Array.isArray(value) && value.length === 0);
  const choices = option.argChoices === undefined ? '' : ` (${option.argChoices.join(', ')})`;
  return [
    `.It ${word(option.flags)}`,
    plain(`${upper(option.description)}${choices}${isShown ? `; ${String(value)} where omitted` : ''}.`),
  ];
}

function upper(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
