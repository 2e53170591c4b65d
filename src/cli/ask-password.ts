/** A password typed on the terminal, which does not show it. */
import { type Secret, secretOf } from '../bytes/secret.ts';
import { toUtf8 } from '../bytes/utf8.ts';
import { UsageError } from './exit.ts';
import { writeError } from './output.ts';
import { printable, safe } from './safe-text.ts';

const keys = { interrupt: '\u0003', end: '\u0004', backspace: '\u0008', delete: '\u007f', clear: '\u0015' } as const;

/** Asks for the password of a file, as often as it is called; `undefined` where there is no terminal to ask on. */
export async function askPassword(file: string): Promise<Secret | undefined> {
  const { stdin, stderr } = process;
  if (stdin.isTTY !== true || stderr.isTTY !== true) return undefined;
  // Before the prompt, so that nothing of what is typed after it is shown.
  stdin.setRawMode(true);
  writeError(safe`password of ${printable(file)}: `);
  try {
    return await typedLine(stdin);
  } finally {
    stdin.setRawMode(false);
    stdin.pause();
    writeError(safe`\n`);
  }
}

/** What is typed up to the end of the line. The stream stays open: it is asked again for the next file. */
function typedLine(stdin: NodeJS.ReadStream): Promise<Secret | undefined> {
  stdin.setEncoding('utf8');
  return new Promise((resolve, reject) => {
    let typed: string[] = [];
    const stop = (): void => {
      stdin.off('data', take);
      stdin.off('end', giveUp);
    };
    const giveUp = (): void => {
      stop();
      resolve(undefined);
    };
    const take = (chunk: string | Uint8Array): void => {
      for (const key of String(chunk)) {
        if (key === '\r' || key === '\n' || key === keys.end) {
          stop();
          resolve(secretOf(toUtf8(typed.join(''))));
          return;
        }
        if (key === keys.interrupt) {
          stop();
          reject(new UsageError('no password was typed'));
          return;
        }
        if (key === keys.backspace || key === keys.delete) typed.pop();
        else if (key === keys.clear) typed = [];
        else typed.push(key);
      }
    };
    stdin.on('data', take);
    stdin.on('end', giveUp);
    stdin.resume();
  });
}
