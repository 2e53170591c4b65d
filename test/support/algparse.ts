/** What `ipsec algparse` of a release makes of proposals: no daemon, hundreds at once. */
import type { ProposalReading } from '../../src/libreswan/proposal/loading.ts';
import type { ToolsOf } from './debian/release-tools.ts';

/** Whether each value is taken, in order, with what was said of it. */
export function algparse(
  tools: ToolsOf<string>,
  { protocol, ikeVersion, pfs }: Pick<ProposalReading, 'protocol' | 'ikeVersion' | 'pfs'>,
  values: readonly string[],
): readonly { readonly taken: boolean; readonly said: string }[] {
  const options = tools.release === '5.4' ? [`--ikev${ikeVersion}`, '--pfs=yes'] : [`-v${ikeVersion}`, '-pfs'];
  const words = [...options.slice(0, pfs ? 2 : 1), ...values.map((value) => `${protocol}=${value}`)];
  const { stdout, status } = tools.ipsec(['algparse', ...words]);
  if (status < 0) throw new Error(`algparse of ${tools.release} was ended by a signal`);
  const answers = stdout.split(/^algparse .*\n/m).slice(1);
  if (answers.length !== values.length) throw new Error(`algparse of ${tools.release} gave ${answers.length} answers`);
  return answers.map((said) => ({ taken: !/^\tERROR:/m.test(said), said: said.trim() }));
}
