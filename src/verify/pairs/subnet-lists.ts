/** Which rows have lists of subnets, told by numbers alone. */
import type { WordList } from '../../hosts/conns/line-table.ts';
import type { ConnSource } from '../conn.ts';

/** Whether `leftsubnets=` or `rightsubnets=` is among the lines of a row; each list of lines is asked once. */
export function newSubnetLists({
  table,
  vocabulary,
}: Pick<ConnSource, 'table' | 'vocabulary'>): (row: number) => boolean {
  // By the number of a list, which are dense: undefined where it was not asked yet.
  const known: (boolean | undefined)[] = [];
  const has = (list: WordList): boolean => {
    const answer =
      known[list] ?? ['leftsubnets', 'rightsubnets'].some((name) => vocabulary.find(list, name) !== undefined);
    known[list] = answer;
    return answer;
  };
  return (row) => has(table.get(row, 'left')) || has(table.get(row, 'right'));
}
