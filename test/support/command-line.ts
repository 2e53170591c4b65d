import { commands } from '../../src/cli/commands/index.ts';
import { runProgram } from '../../src/cli/program.ts';

/** What a call of the command line left behind. */
export interface CommandLine {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Calls `swanmesh` with these words, in this process. */
export async function swanmesh(...words: string[]): Promise<CommandLine> {
  const streams = { stdout: process.stdout, stderr: process.stderr };
  const text = { stdout: '', stderr: '' };
  const writes = { stdout: streams.stdout.write, stderr: streams.stderr.write };
  for (const name of ['stdout', 'stderr'] as const) {
    streams[name].write = (chunk: string | Uint8Array, ...more: readonly unknown[]): boolean => {
      text[name] += typeof chunk === 'string' ? chunk : new TextDecoder().decode(chunk);
      for (const done of more) if (typeof done === 'function') done();
      return true;
    };
  }
  try {
    const status = await runProgram(commands, words);
    return { status, ...text };
  } finally {
    streams.stdout.write = writes.stdout;
    streams.stderr.write = writes.stderr;
  }
}
