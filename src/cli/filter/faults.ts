/** What is wrong with a line or a request, as findings. Places in a request are paths from its root. */

import type * as z from 'zod/mini';
import { nearest } from '../../bytes/did-you-mean.ts';
import type { Cluster } from '../../cluster.ts';
import { type Diagnostic, diagnostic, textAt, valueAt } from '../../diagnostics/diagnostic.ts';

/** Who can say what is wrong with a member by its schema. */
type Issue = z.core.$ZodIssue;

/** A line that is no JSON object, or too long to be read. */
export function badLine(line: number, what: string): Diagnostic {
  return diagnostic('filter/syntax', textAt('<stdin>', line, 1), what, {
    hint: 'one line is one request: {"id": 1, "request": "check", "inventory": {…}}',
  });
}

/** The word of a request that is none, or is missing. */
export function badWord(word: unknown, words: readonly string[]): Diagnostic {
  const near = typeof word === 'string' ? nearest(word, words) : undefined;
  const hint = near === undefined ? `requests are ${words.join(', ')}` : `did you mean ${near}?`;
  return diagnostic('filter/request', valueAt('request'), '"request" must be the name of a request', { hint });
}

export function badId(): Diagnostic {
  return diagnostic('filter/request', valueAt('id'), '"id" must be text or a whole number; it is not echoed');
}

/** Members that the request does not have. */
export function unknownMembers(given: readonly string[], known: readonly string[]): readonly Diagnostic[] {
  return given
    .filter((member) => !known.includes(member))
    .slice(0, 20)
    .map((member) => {
      const near = nearest(member, known);
      const hint = near === undefined ? `members here are ${known.join(', ')}` : `did you mean ${near}?`;
      const name = JSON.stringify(member.slice(0, 80));
      return diagnostic('filter/request', valueAt(member.slice(0, 80)), `member ${name} is unknown here`, { hint });
    });
}

/** Members that are not as the schema has them. */
export function badMembers(issues: readonly Issue[], given: Readonly<Record<string, unknown>>): readonly Diagnostic[] {
  return issues.map(({ path, message }) => {
    const steps = path.map((step) => (typeof step === 'symbol' ? String(step) : step));
    const [member = ''] = steps;
    const isMissing = steps.length === 1 && !Object.hasOwn(given, member);
    return diagnostic(
      'filter/request',
      valueAt(...steps),
      `${JSON.stringify(String(steps.at(-1) ?? ''))} ${isMissing ? 'is missing: it ' : ''}${message}`,
    );
  });
}

/** A request about a cluster where there is none. */
export function noInventory(): Diagnostic {
  return diagnostic('filter/request', valueAt('inventory'), '"inventory" is missing, and the call names no file', {
    hint: 'give an inventory with PEM text in place of paths, or call swanmesh filter cluster.yaml',
  });
}

export function noSuchHost(member: string, { mesh }: Cluster): Diagnostic {
  const names = mesh.nodes.map(({ name }) => name);
  const more = names.length > 5 ? ` and ${names.length - 5} more` : '';
  return diagnostic('filter/request', valueAt(member), `"${member}" must be a host of the inventory`, {
    hint: `there are ${names.slice(0, 5).join(', ')}${more}`,
  });
}

/** What a command would end with, as a finding of the whole request. */
export function refused(message: string): Diagnostic {
  return diagnostic('filter/request', valueAt(), message);
}
