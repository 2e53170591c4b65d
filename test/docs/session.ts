/** A terminal session in a block: commands behind `$ `, and what they print. */

export interface SessionStep {
  readonly command: string;
  /** The lines below it. `…` alone stands for any lines, within a line for any text. */
  readonly output: readonly string[];
}

export function sessionSteps(text: string): readonly SessionStep[] {
  const steps: { command: string; output: string[] }[] = [];
  let isOpen = false;
  for (const line of text.split('\n')) {
    const last = steps.at(-1);
    if (line.startsWith('$ ')) steps.push({ command: line.slice(2), output: [] });
    else if (last === undefined) throw new Error('a session begins with a command behind "$ "');
    else if (isOpen) last.command += `\n${line}`;
    else last.output.push(line);
    const { command = '', output = [] } = steps.at(-1) ?? {};
    isOpen = output.length === 0 && /(?:\\|\||&&)$/.test(command);
  }
  return steps;
}

/** Whether what was printed is what is shown. */
export function isShown(printed: string, shown: readonly string[]): boolean {
  const literal = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  const pattern = shown.map((line) =>
    line.trim() === '…' ? '(?:.*\n)*?' : `${line.split('…').map(literal).join('.*')}[ \t]*\n`,
  );
  return new RegExp(`^${pattern.join('')}$`).test(printed === '' || printed.endsWith('\n') ? printed : `${printed}\n`);
}
