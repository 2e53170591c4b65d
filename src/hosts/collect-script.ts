/** The script that gathers on a host what verification reads: read-only, POSIX, and never a key. */
import { collect } from './collect.sh.ts';

/**
 * The text of the script. It writes `HOST/etc` and `HOST/facts` below the folder that it is given; every program that is not
 * there leaves its fact out.
 *
 * @see contract: "What `verify` and `diff` read"
 */
export function collectScript(): string {
  return collect;
}
