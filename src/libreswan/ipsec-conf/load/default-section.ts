/** What `conn %default` gives to every conn, and what must not stand in it. */
import { append } from '../../../bytes/append.ts';
import { type Diagnostic, diagnostic } from '../../../diagnostics/diagnostic.ts';
import { replaceAt } from '../../../diagnostics/fix.ts';
import { atLeast, type Release } from '../../release.ts';
import { namesOf } from './apply-section.ts';
import type { Draft, Rules } from './conn-builder.ts';
import { between } from './conn-rules/rule.ts';
import { type LoadedSection, placeOf } from './load.ts';
import { duplicate, resolvedFrom } from './put-setting.ts';

/** Puts a section %default on top of the earlier ones. */
export function applyDefault(base: Draft, section: LoadedSection, rules: Rules): void {
  const here = new Set<string>();
  const aliases: Diagnostic[] = [];
  const remark = section.node.body.find(({ kind }) => kind === 'remark');
  if (remark?.kind === 'remark' && !rules.inline)
    base.findings.push(remarkInDefault(rules.release, placeOf(section.file, remark.at)));
  for (const setting of section.settings) {
    const { found, line, fate } = setting;
    if (found === undefined) continue;
    if (fate.kind !== 'taken' && fate.kind !== 'changed') {
      base.unread.add(found.key);
      if (fate.kind === 'conn-lost' && !rules.inline) base.lost = true;
      if (fate.kind !== 'conn-lost' || !rules.inline) continue;
    }
    const at = placeOf(section.file, line.at);
    if (found.row.name === 'also') {
      base.findings.push(alsoInDefault(rules.release, at));
      if (!rules.inline) {
        base.lost = true;
        append(base.pending, namesOf(setting, section.file, rules));
      }
      continue;
    }
    if (found.row.name === 'connalias' && between(rules.release, '4.3', '5.0') && rules.hasConns) {
      aliases.push(aliasInDefault(rules.release, at));
    }
    const key = found.key;
    if (here.has(key) && rules.inline) {
      base.findings.push(duplicate(line, section.file, base.settings.get(key), 'the first one counts', 'warning'));
      continue;
    }
    here.add(key);
    const resolved = resolvedFrom(setting, key, section, 'default', base.settings.get(key));
    base.settings.set(key, resolved);
    if (key === 'esp') base.transforms.set(found.row.name, resolved);
  }
  // A section that is faulty by itself does not get as far as this.
  if (!base.lost) append(base.findings, aliases);
}

function alsoInDefault(release: Release, at: Diagnostic['at']): Diagnostic {
  const costs = atLeast(release, '5.3')
    ? 'loads nothing of the file'
    : atLeast(release, '5.0')
      ? 'ignores it'
      : 'complains, takes it all the same, and reads no further %default';
  return diagnostic('libreswan/misplaced-keyword', at, `also= must not stand in conn %default; ${release} ${costs}`, {
    severity: atLeast(release, '5.3') ? 'error' : 'warning',
    hint: 'write also= in each conn',
  });
}

function aliasInDefault(release: Release, at: Diagnostic['at']): Diagnostic {
  const message = `connalias= must not stand in conn %default; ${release} loads nothing of the file`;
  return diagnostic('libreswan/misplaced-keyword', at, message, {
    severity: 'error',
    hint: 'write connalias= in each conn',
  });
}

function remarkInDefault(release: Release, at: Diagnostic['at']): Diagnostic {
  const message = `a remark must not stand in conn %default; ${release} loads nothing of the file`;
  return diagnostic('libreswan/misplaced-keyword', at, message, {
    severity: 'error',
    hint: 'write a comment with #',
    fix: at.kind === 'text' ? replaceAt(at, 0, '# ', true) : undefined,
  });
}
