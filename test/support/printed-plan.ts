/** A plan as it is printed, read back as an operator reads it: stages, batches, hosts, and the lines to paste. */

/** One line to paste on a host. */
export interface PrintedCommand {
  readonly host: string;
  readonly line: string;
}

export interface PrintedStage {
  readonly number: number;
  readonly kind: string;
  /** Whether it is of the way back. */
  readonly undoes: boolean;
  readonly commands: readonly PrintedCommand[];
}

/** The stages of a printed plan, or of a printed way back, in the order in which they are printed. */
export function readPrintedPlan(text: string): readonly PrintedStage[] {
  const stages: { number: number; kind: string; undoes: boolean; commands: PrintedCommand[] }[] = [];
  let host: string | undefined;
  for (const row of text.split('\n')) {
    const title = /^(undo )?stage (\d+)(?: of \d+)?: (\S+)/.exec(row);
    const on = /^ {4}on (\S+)$/.exec(row);
    const line = /^ {6}(\S.*)$/.exec(row)?.[1];
    if (title !== null) {
      const [, undo, number, kind = ''] = title;
      stages.push({ number: Number(number), kind, undoes: undo !== undefined, commands: [] });
      host = undefined;
    } else if (on !== null) host = on[1];
    else if (line !== undefined && host !== undefined) stages.at(-1)?.commands.push({ host, line });
    else if (/^ {2}\S/.test(row)) host = undefined;
  }
  return stages;
}
