/**
 * What was made of a setting before, by the section and the text of its line: the conns of a mesh have most lines in common.
 * Of so many different lines, that is; a file of more has few twice.
 */
export interface LineMemo<T> {
  readonly get: (section: 'setup' | 'conn', text: string) => T | undefined;
  readonly set: (section: 'setup' | 'conn', text: string, made: T) => void;
}

const most = 4096;

/** A memo with nothing in it. */
export function newLineMemo<T>(): LineMemo<T> {
  const made = { setup: new Map<string, T>(), conn: new Map<string, T>() };
  return {
    get: (section, text) => made[section].get(text),
    set: (section, text, value) => {
      if (made[section].size < most) made[section].set(text, value);
    },
  };
}
