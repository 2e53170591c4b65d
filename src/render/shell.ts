/** Text of POSIX shell. */

/** A word of POSIX shell that stands for exactly this text. A NUL, which no shell can hold, is left out. */
export function shellQuote(text: string): string {
  return `'${text.replaceAll('\0', '').replaceAll("'", `'\\''`)}'`;
}

/** Assignments, one a line, of texts that may be anything. */
export function shellValues(values: readonly (readonly [name: string, value: string])[]): string {
  return values.map(([name, value]) => `${name}=${shellQuote(value)}\n`).join('');
}

/**
 * The end of a host's script: it finds the folder that hosts share, and goes on with the script there. `$here` is the
 * folder of the host's script, `$shared` the other one.
 */
export function goOnWith(script: string): string {
  return `here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd) || exit 1
shared=\${here%/*}/_shared
if [ ! -f "$shared/${script}" ]; then
    echo "$0: $shared/${script} is missing; bring the folder _shared along, beside this one" >&2
    exit 1
fi
# shellcheck source=/dev/null
. "$shared/${script}"
`;
}
