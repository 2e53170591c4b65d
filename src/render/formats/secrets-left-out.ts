import { type Diagnostic, diagnostic, valueAt } from '../../diagnostics/diagnostic.ts';

/** What is said where the secret files of so many hosts are not in a document: `render/secrets-left-out`. */
export function secretsLeftOut(hosts: number): Diagnostic {
  const whose = hosts === 1 ? 'one host' : `${hosts} hosts`;
  return diagnostic('render/secrets-left-out', valueAt('auth'), `the secret files of ${whose} are left out`, {
    hint: '--with-secrets prints them too; with -o they are written, for the owner of the file alone',
  });
}
