/** `leftprotoport=`: the protocol and port that an end protects. */
import { shown } from '../../../../bytes/shown.ts';
import { readProtoport } from '../../../address/pluto-protoport.ts';
import { atLeast } from '../../../release.ts';
import { at, lost, none, type Rule, sides } from './rule.ts';

/** `leftprotoport=`: 4.10 complains and goes on without it. */
export const protoports: Rule = (conn, release) => {
  const wild = sides.flatMap((side) => {
    const setting = conn.settings.get(`${side}protoport`);
    const read = setting?.value === undefined ? undefined : readProtoport(setting.value, release);
    return setting !== undefined && read?.isWildcard === true ? [setting] : [];
  });
  const [, second] = wild;
  if (second !== undefined && atLeast(release, '4.3'))
    return lost(second, release, 'one protoport= at most may be %any');
  return sides.flatMap((side) => {
    const setting = conn.settings.get(`${side}protoport`);
    if (setting?.value === undefined || readProtoport(setting.value, release) !== undefined) return none;
    const message = `${side}protoport= must be a protocol, or a protocol and a port, not ${shown(setting.value)}`;
    if (atLeast(release, '5.0')) return lost(setting, release, message, 'write tcp/22');
    if (!atLeast(release, '4.0')) return none;
    // The conn is loaded for every protocol.
    return at(
      setting,
      'libreswan/no-effect',
      `${message}; ${release} loads the conn without it`,
      'write tcp/22',
      'error',
    );
  });
};
