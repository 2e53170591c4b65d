import type { RealCase, Row } from '../case.ts';
import { guideSteps, prepareGuide } from '../guide/follow-guide.ts';
import { orderedPairs, pairRow } from '../judge.ts';
import { spanOf } from '../measure.ts';
import { waysAmong } from '../story.ts';

/** From an empty folder on this machine to ESP between the hosts, by the commands of docs/guide alone. */
export const guideCases: readonly RealCase[] = [
  {
    group: 'guide',
    name: 'followed literally',
    nodes: [],
    releases: ['mixed'],
    prepare: (set, folder) => prepareGuide(set, folder),
    story: ({ members }) => [
      ...members.map(
        ({ name }) =>
          ({
            do: 'run',
            host: name,
            name: 'prepare',
            argv: ['mkdir', '-p', '/run/systemd/system', '/etc/systemd/system'],
          }) as const,
      ),
      { do: 'ping', name: 'before', pairs: waysAmong(members), count: 1, timeout: 10 },
      ...guideSteps(members.map(({ name }) => name)),
      { do: 'ping', name: 'steady', pairs: waysAmong(members), count: 3, timeout: 8 },
    ],
    judge: ({ members }, seen): readonly Row[] =>
      (['before', 'steady'] as const).flatMap((span) =>
        orderedPairs(members).map(([from, to]) => ({
          ...pairRow(seen, from, to, spanOf(seen, span), span === 'before' ? 'clear' : 'esp'),
          pair: `${span}: ${from.name} → ${to.name}`,
        })),
      ),
  },
];
