import type { IpsecConf, SectionLine, TopNode } from './ast.ts';
import type { Comment, ConfDocument, ConfItem, Setting } from './document.ts';

/**
 * What a tree says, without layout, positions and lines that the release cannot read: what the printer takes. Comments of
 * their own line in column 1 after the settings of a section stand between sections; others are left out.
 *
 * @example documentOf(parseConf('conn a\n  auto = add\n', '4.10').value)
 * // [{ kind: 'conn', name: 'a', settings: [{ keyword: 'auto', value: 'add' }] }]
 */
export function documentOf(conf: IpsecConf): ConfDocument {
  return conf.nodes.flatMap(itemsOf);
}

function itemsOf(node: TopNode): readonly ConfItem[] {
  switch (node.kind) {
    case 'conn':
      return [{ kind: 'conn', name: node.name, settings: settingsOf(node.body) }, ...commentsAfter(node.body)];
    case 'setup':
      return [{ kind: 'setup', settings: settingsOf(node.body) }, ...commentsAfter(node.body)];
    case 'include':
      return [{ kind: 'include', pattern: node.pattern }];
    case 'comment':
      return commentOf(node.text);
    default:
      return [];
  }
}

function settingsOf(body: readonly SectionLine[]): readonly Setting[] {
  return body.flatMap((line) => (line.kind === 'setting' ? [{ keyword: line.keyword, value: line.value }] : []));
}

function commentsAfter(body: readonly SectionLine[]): readonly Comment[] {
  const last = body.findLastIndex(({ kind }) => kind === 'setting');
  return body.slice(last + 1).flatMap((line) => (line.kind === 'comment' ? commentOf(line.text) : []));
}

function commentOf(text: string): readonly Comment[] {
  const match = /^# ?([^\n]*)\n?$/.exec(text);
  return match === null ? [] : [{ kind: 'comment', text: match[1] ?? '' }];
}
