/** A picture on its way out: to standard output, or into a file. */
import { type Command, Option } from 'commander';
import { type Picture, type PictureFormat, pictureFormats, printPicture } from '../../graph/picture.ts';
import { writeOut } from '../output.ts';
import { printableLines, untaintedValue } from '../safe-text.ts';
import { writeWhole } from '../write-file.ts';

/** What every picture can be told. */
export interface PictureOptions {
  readonly format: PictureFormat;
  readonly output?: string;
  readonly force: boolean;
}

/** Adds `--format`, `-o` and `--force`. */
export function withPictureOptions(command: Command): Command {
  return command
    .addOption(new Option('--format <format>', 'how it is drawn').choices(pictureFormats).default('svg'))
    .option('-o, --output <file>', 'write into this file')
    .option('--force', 'replace the file if it exists', false);
}

/** Draws a value without anything in it that may be secret. */
export async function writePicture<Value>(
  picture: Picture<Value>,
  value: Value,
  { format, output, force }: PictureOptions,
): Promise<void> {
  const text = printableLines(printPicture(picture, untaintedValue(value), format));
  if (output === undefined) await writeOut(text);
  else writeWhole(output, text, { force });
}
