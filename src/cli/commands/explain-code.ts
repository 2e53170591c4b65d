import type { Command } from 'commander';
import { nearest } from '../../bytes/did-you-mean.ts';
import { type DiagnosticCode, severities } from '../../diagnostics/codes.ts';
import { sourceOfCode } from '../../diagnostics/sources.ts';
import { titles } from '../../diagnostics/titles.ts';
import { exitStatus, UsageError } from '../exit.ts';
import { writeDocument } from '../json-document.ts';
import { writeOut } from '../output.ts';
import { packageFile } from '../package-file.ts';
import type { Run } from '../program.ts';
import { printable, printableLines, safe } from '../safe-text.ts';
import { paintFor } from '../terminal.ts';

/** `swanmesh explain-code CODE`: what a finding means and what to do, from `docs/diagnostics.md`. */
export function explainCodeCommand(program: Command, run: Run): void {
  program
    .command('explain-code')
    .description('say what a finding means and what to do about it')
    .argument('[code]', 'the code in brackets behind a finding; every code where omitted')
    .action((word: string | undefined) =>
      run(async (options) => {
        const codes = Object.keys(severities) as DiagnosticCode[];
        const chosen = word === undefined ? codes : [codeOf(word, codes)];
        const sections = sectionsOf(packageFile('docs/diagnostics.md'));
        const rows = chosen.map((code) => ({
          code,
          severity: severities[code],
          title: titles[code],
          text: sections.get(code) ?? '',
          ...(sourceOfCode(code) === undefined ? {} : { source: sourceOfCode(code) }),
        }));
        if (options.json) {
          return writeDocument({ codes: rows }, [], undefined, options);
        }
        const paint = paintFor(process.stdout, options.color);
        for (const { code, severity, title, text, source } of rows) {
          await writeOut(safe`${paint.strong(printable(code))} ${paint[severity](printable(severity))}: ${printable(title)}
`);
          if (word !== undefined)
            await writeOut(safe`
${printableLines(text)}
`);
          if (word !== undefined && source !== undefined)
            await writeOut(safe`
source: ${printable(source)}
`);
        }
        return exitStatus.done;
      }),
    );
}

function codeOf(word: string, codes: readonly DiagnosticCode[]): DiagnosticCode {
  const bare = word.replace(/^\[|\]$/g, '');
  const found = codes.find((code) => code === bare);
  if (found !== undefined) return found;
  const ending = codes.filter((code) => code.endsWith(`/${bare}`));
  if (ending.length === 1 && ending[0] !== undefined) return ending[0];
  const near = nearest(bare, codes);
  throw new UsageError(
    `no finding has the code ${bare.slice(0, 80)}${near === undefined ? '; swanmesh explain-code lists them' : `; did you mean ${near}?`}`,
  );
}

/** The text below each `## \`code\`` of the page. */
function sectionsOf(page: string): ReadonlyMap<string, string> {
  return new Map(
    page
      .split(/^## /m)
      .slice(1)
      .map((section) => {
        const end = section.indexOf('\n');
        return [section.slice(0, end).replaceAll('`', ''), section.slice(end).trim()];
      }),
  );
}
