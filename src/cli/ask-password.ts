/** A password typed on the terminal, which does not show it. */
import { type Secret, secretOf } from '../bytes/secret.ts';
import { toUtf8 } from '../bytes/utf8.ts';
import { UsageError } from './exit.ts';
import { writeError } from './output.ts';
import { printable, safe } from './safe-text.ts';

const keys = { interrupt: '\u0003', end: '\u0004', backspace: '\u0008', delete: '\u007f', clear: '\u0015' } as const;

/** Asks for the password of a file; `undefined` where there is no terminal to ask on. */
export async function askPassword(file: string): Promise<Secret | undefined> {
  const { stdin, stderr } = process;
  if (stdin.isTTY !== true || stderr.isTTY !== true) return undefined;
  writeError(safe`password of ${printable(file)}: `);
  stdin.setRawMode(true);
  stdin.setEncoding('utf8');
  let typed: string[] = [];
  try {
    for await (const chunk of stdin) {
      for (const key of String(chunk)) {
        if (key === '\r' || key === '\n' || key === keys.end) return secretOf(toUtf8(typed.join('')));
        if (key === keys.interrupt) throw new UsageError('no password was typed');
        if (key === keys.backspace || key === keys.delete) typed.pop();
        else if (key === keys.clear) typed = [];
        else typed.push(key);
      }
    }
    return undefined;
  } finally {
    stdin.setRawMode(false);
    stdin.pause();
    writeError(safe`\n`);
  }
}
