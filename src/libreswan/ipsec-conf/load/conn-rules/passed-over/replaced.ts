/** What a release takes for another keyword or word, and says so. */
import { shown } from '../../../../../bytes/shown.ts';
import { diagnostic } from '../../../../../diagnostics/diagnostic.ts';
import { atLeast } from '../../../../release.ts';
import { placeOf } from '../../load.ts';
import { ikeVersionOf, neverNegotiates, none, type Rule } from '../rule.ts';

/** From 5.0 `ikev2=` is the older spelling of `keyexchange=`, and gives way to it. */
const ikev2: Rule = (conn, release) => {
  const older = conn.settings.get('ikev2');
  const newer = conn.settings.get('keyexchange')?.value;
  if (older?.value === undefined || !atLeast(release, '5.0')) return none;
  if (atLeast(release, '5.3') && neverNegotiates(conn)) return none;
  const version = ikeVersionOf(conn, release);
  const at = placeOf(older.file, older.line.valueAt);
  const isAgainst = (older.value === 'IKEv2') !== (version === 2);
  if (isAgainst && newer !== undefined) {
    const message = `ikev2= has no effect against keyexchange=${newer}; ${release} passes over it`;
    return [diagnostic('libreswan/no-effect', at, message, { hint: 'take the line out' })];
  }
  const message = `ikev2= has been replaced; ${release} takes it as keyexchange=ikev${version}`;
  return [
    diagnostic('libreswan/obsolete-keyword', at, message, {
      severity: 'info',
      hint: `write keyexchange=ikev${version}, where every host has 5.0 or later`,
    }),
  ];
};

/** Words of `type=`, `failureshunt=` and `negotiationshunt=` that mean another word from 5.3 on. */
const shunts: Rule = (conn, release) => {
  if (!atLeast(release, '5.3')) return none;
  const words: readonly (readonly [string, RegExp, string])[] = [
    ['failureshunt', /^(?:hold|reject)$/i, 'drop'],
    ['negotiationshunt', /^hold$/i, 'drop'],
    ['type', /^reject$/i, 'drop'],
  ];
  return words.flatMap(([keyword, word, meaning]) => {
    const setting = conn.settings.get(keyword);
    if (setting === undefined || !word.test(setting.line.value)) return none;
    const message = `${keyword}=${setting.line.value} is ${meaning}; ${release} has no other`;
    return [
      diagnostic('libreswan/other-meaning', placeOf(setting.file, setting.line.valueAt), message, {
        hint: `write ${keyword}=${meaning}`,
      }),
    ];
  });
};

/** Commas of old in a subject. */
const doubledCommas: Rule = (conn, release) => {
  if (!atLeast(release, '5.0') || (neverNegotiates(conn) && atLeast(release, '5.3'))) return none;
  return ['leftid', 'rightid'].flatMap((keyword) => {
    const setting = conn.settings.get(keyword);
    const text = setting?.value ?? '';
    if (setting === undefined || text.startsWith('@') || !text.includes(',,') || !text.includes('=')) return none;
    const message = `a comma within ${keyword}= is written \\,; ${release} takes ${shown(text, 60)} in the way of old`;
    return [
      diagnostic('libreswan/other-meaning', placeOf(setting.file, setting.line.valueAt), message, {
        hint: `write ${keyword}="${text.replaceAll(',,', '\\,')}"`,
      }),
    ];
  });
};

/** What is taken for something else aloud. */
export const replaced: readonly Rule[] = [ikev2, shunts, doubledCommas];
