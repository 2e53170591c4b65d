/** A picture on its way out: to standard output, into a file, or with `--json` into a document. */
import { type Command, Option } from 'commander';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { type Picture, type PictureFormat, pictureFormats, printPicture } from '../../graph/picture.ts';
import type { Source } from '../findings.ts';
import { writeDocument } from '../json-document.ts';
import { writeOut } from '../output.ts';
import { type CommonOptions, reportFindings } from '../report.ts';
import { printableLines, type SafeText, untaintedValue } from '../safe-text.ts';
import { writeWhole } from '../write-file.ts';

/** What every picture can be told. */
export interface PictureOptions {
  readonly format: PictureFormat;
  readonly output?: string;
  readonly force: boolean;
}

/** What was found on the way to a picture. */
export interface Found {
  readonly findings: readonly Diagnostic[];
  readonly source: Source | undefined;
}

/** Adds `--format`, `-o` and `--force`. */
export function withPictureOptions(command: Command): Command {
  return command
    .addOption(new Option('--format <format>', 'how it is drawn').choices(pictureFormats).default('svg'))
    .option('-o, --output <file>', 'write into this file')
    .option('--force', 'replace the file if it exists', false);
}

/** Draws a value without anything in it that may be secret, writes it, and gives the exit status. */
export async function writePicture<Value>(
  picture: Picture<Value>,
  value: Value,
  found: Found,
  own: PictureOptions,
  options: CommonOptions,
): Promise<number> {
  const text = printableLines(printPicture(picture, untaintedValue(value), own.format));
  if (own.output !== undefined) writeWhole(own.output, text, { force: own.force });
  return finish(own.output === undefined ? text : undefined, found, own, options);
}

/** The end of a call for which there is nothing to draw. */
export function writeNoPicture(found: Found, own: PictureOptions, options: CommonOptions): Promise<number> {
  return finish(undefined, found, own, options);
}

async function finish(
  picture: SafeText | undefined,
  { findings, source }: Found,
  { format }: PictureOptions,
  options: CommonOptions,
): Promise<number> {
  if (options.json) return writeDocument({ format, picture }, findings, source, options);
  if (picture !== undefined) await writeOut(picture);
  return reportFindings(findings, source, options);
}
