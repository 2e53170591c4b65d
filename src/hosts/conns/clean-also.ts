/** Puts together `also=` where there is nothing to say about it, which is nearly always. */
import { type HostConn, noOthers, type Origin } from './host-conn.ts';
import type { Vocabulary, Word } from './line-table.ts';
import type { Section } from './section.ts';

const nothing: HostConn['lost'] = [];

/** What a conn gets by one `also=`. */
interface Other {
  readonly section: Section;
  readonly origins: readonly Origin[];
}

/**
 * The conns of some sections, or `undefined` where the way in which the release puts them together matters: an `also=`
 * that leads nowhere or further, a keyword on both sides of it, a name that stands twice.
 */
export function resolveTidy(sections: readonly Section[], vocabulary: Vocabulary): readonly HostConn[] | undefined {
  const byName = new Map<string, Section | undefined>();
  for (const section of sections) byName.set(section.name, byName.has(section.name) ? undefined : section);
  const others = new Map<Word, Other>();
  const conns: HostConn[] = [];
  for (const section of sections) {
    const { name, nameId, leftAddress, rightAddress, left, right, both, also } = section;
    if (also === undefined) {
      conns.push({
        name,
        nameId,
        own: section,
        others: noOthers,
        leftAddress,
        rightAddress,
        left,
        right,
        both,
        lost: nothing,
      });
      continue;
    }
    const other = others.get(also) ?? otherOf(also);
    if (other === undefined) return undefined;
    const taken = other.section;
    const apart =
      (leftAddress === undefined || taken.leftAddress === undefined) &&
      (rightAddress === undefined || taken.rightAddress === undefined) &&
      vocabulary.apart(left, taken.left) &&
      vocabulary.apart(right, taken.right) &&
      vocabulary.apart(both, taken.both);
    if (!apart) return undefined;
    conns.push({
      name,
      nameId,
      own: section,
      others: other.origins,
      leftAddress: leftAddress ?? taken.leftAddress,
      rightAddress: rightAddress ?? taken.rightAddress,
      left: vocabulary.join(left, taken.left),
      right: vocabulary.join(right, taken.right),
      both: vocabulary.join(both, taken.both),
      lost: nothing,
    });
  }
  return conns;

  function otherOf(also: Word): Other | undefined {
    const section = byName.get(also.value);
    if (section === undefined || section.also !== undefined) return undefined;
    const { file, line, layout } = section;
    const other = { section, origins: [{ file, line, layout }] };
    others.set(also, other);
    return other;
  }
}
