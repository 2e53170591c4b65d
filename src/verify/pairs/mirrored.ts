/** Whether one conn is the mirror of the other by its addresses, told by numbers alone. */

import type { ConnTable } from '../../hosts/conns/conn-table.ts';
import type { Vocabulary, WordList } from '../../hosts/conns/line-table.ts';
import type { Side } from '../conn.ts';

/** Whether two rows, each with the side of its own host, have each other's addresses and nothing that narrows them. */
export type AreMirrored = (a: number, sideA: Side, b: number, sideB: Side) => boolean;

export function newMirrors(table: ConnTable, vocabulary: Vocabulary): AreMirrored {
  // By the number of a list, which are dense: undefined where it was not asked yet.
  const alone: (boolean | undefined)[] = [];
  return (a, sideA, b, sideB) =>
    addressOf(a, sideA) === addressOf(b, far(sideB)) &&
    addressOf(b, sideB) === addressOf(a, far(sideA)) &&
    isAddressAlone(table.get(a, 'left')) &&
    isAddressAlone(table.get(a, 'right')) &&
    isAddressAlone(table.get(b, 'left')) &&
    isAddressAlone(table.get(b, 'right'));

  function addressOf(row: number, side: Side): number {
    return table.get(row, side === 'left' ? 'leftAddress' : 'rightAddress');
  }

  function isAddressAlone(list: WordList): boolean {
    const known = alone[list];
    if (known !== undefined) return known;
    const answer = !vocabulary
      .wordsOf(list)
      .some(({ name }) => /^(left|right)(subnets?|protoport|ikeport)$/.test(name));
    alone[list] = answer;
    return answer;
  }
}

function far(side: Side): Side {
  return side === 'left' ? 'right' : 'left';
}
