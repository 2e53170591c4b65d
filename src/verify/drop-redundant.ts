/** One finding for one fault: what others say better is left out. */
import type { Diagnostic } from '../diagnostics/diagnostic.ts';

/** What is left out where another finding says more about the same line. */
const echoes: readonly string[] = ['verify/differs', 'verify/keyword-lost'];

/** The findings without the echoes of others. */
export function dropEchoes(findings: readonly Diagnostic[]): {
  readonly findings: readonly Diagnostic[];
  readonly renumber: (numbers: readonly number[]) => readonly number[];
} {
  const place = ({ at }: Diagnostic): string => (at.kind === 'text' ? `${at.file}:${at.line}` : '');
  const told = new Set(findings.filter(({ code }) => !echoes.includes(code)).map(place));
  const numbers = new Map<number, number>();
  const kept = findings.filter((finding, i) => {
    if (echoes.includes(finding.code) && told.has(place(finding))) return false;
    numbers.set(i, numbers.size);
    return true;
  });
  return {
    findings: kept,
    renumber: (old) => [
      ...new Set(
        old.flatMap((i) => {
          const number = numbers.get(i);
          return number === undefined ? [] : [number];
        }),
      ),
    ],
  };
}
