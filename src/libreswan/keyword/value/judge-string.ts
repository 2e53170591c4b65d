/** Values from 5.0 on, where every one is a string that is looked at later. */
import { shown } from '../../../bytes/shown.ts';
import { atLeast, type Release } from '../../release.ts';
import type { KeywordRow, ValueKind } from '../keyword.ts';
import { choiceMeaning, judgeChoices } from './choice.ts';
import { taken, type ValueFate, type WrittenValue } from './fate.ts';
import { canonicalNumber, quantityForm, readDuration, readNumber, readPlutoNumber, readQuantity } from './measure.ts';

/** What a release from 5.0 on makes of a value. */
export function judgeString(row: KeywordRow, kind: ValueKind, written: WrittenValue, release: Release): ValueFate {
  const isForever = written.quotes === 'none' && written.value === '%forever' && !atLeast(release, '5.3');
  const value = isForever ? '0' : written.value;
  const bad = badFateOfString(row, release);
  const refuse = (because: string): ValueFate => ({ kind: bad, because });
  switch (kind) {
    case 'text':
      if (value === '' && !atLeast(release, '5.3') && /^(?:rsasigkey|ecdsakey|pubkey)$/.test(row.name))
        return { kind: 'file-lost', because: 'an empty key is not read' };
      return isForever ? { kind: 'changed', meaning: '0', because: 'bare %forever is 0 up to 5.2' } : taken(value);
    case 'boolean':
      // Up to 5.2 this one is read by pluto itself, which has no single letters.
      if (row.name === 'groundhog' && !atLeast(release, '5.3') && /^[yn]$/i.test(value))
        return refuse('the boolean is yes, true, on or 1, or the opposite');
      if (/^(?:yes|y|true|on|1)$/i.test(value)) return taken('yes');
      if (/^(?:no|n|false|off|0)$/i.test(value)) return taken('no');
      return refuse('a boolean is yes or no');
    case 'number':
      if (value === '-1' && row.section === 'setup' && atLeast(release, '5.3')) return taken('-1');
      if (isByPluto(row, release)) return readPlutoNumber(value, release) ?? refuse('a number is digits');
      return readNumber(value, 1n) ?? refuse('a number is digits');
    case 'count':
      if (/^(?:yes|y|true|on)$/i.test(value)) return taken('yes');
      if (/^(?:no|n|false|off)$/i.test(value)) return taken('no');
      return readPlutoNumber(value, release) ?? refuse('a count is yes, no or a number');
    case 'seconds':
      return readNumber(value, 1000n) ?? refuse('a number is digits');
    case 'percent':
      if (value === '-1%' && atLeast(release, '5.4'))
        return { kind: 'changed', meaning: '100%', because: 'what is far too large is taken as 100%' };
      if (/^[0-9]+%$/.test(value)) return taken(`${canonicalNumber(value.slice(0, -1))}%`);
      return refuse('a percentage is digits and "%"');
    case 'duration':
    case 'milliseconds':
      return (
        readDuration(value, kind === 'duration' ? 1000n : 1n, release) ??
        refuse('a duration is digits and one of s, m, h, d, w')
      );
    case 'quantity':
    case 'bytes': {
      const read = readQuantity(value, kind, release);
      // What pluto cannot read of a size it takes as nothing.
      if (read === undefined && isByPluto(row, release))
        return { kind: 'changed', meaning: '0', because: quantityForm(kind) };
      return read ?? refuse(quantityForm(kind));
    }
    case 'choice': {
      const meaning = choiceMeaning(row, value, release);
      return meaning === undefined ? refuse(`${shown(value)} is no value of this keyword`) : taken(meaning);
    }
    case 'choices':
      return judgeChoices(row, value, release, bad);
  }
}

/** What a value that cannot be read costs from 5.0 on. */
function badFateOfString(row: KeywordRow, release: Release): 'ignored' | 'conn-lost' | 'file-lost' {
  if (row.section === 'setup') return atLeast(release, '5.3') ? 'file-lost' : 'ignored';
  return isByPluto(row, release) ? 'conn-lost' : 'ignored';
}

/** Whether pluto reads the values of a keyword of conns itself; addconn then passes on whatever stands there. */
function isByPluto({ section, byPluto = '5.4' }: KeywordRow, release: Release): boolean {
  return section !== 'setup' && atLeast(release, byPluto);
}
