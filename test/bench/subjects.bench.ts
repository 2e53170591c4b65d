/** Finding subjects that admit another host, beside the comparison of every pair that a user would write. */
import { findTooWide } from '../../src/libreswan/identity/overlapping-subjects.ts';
import { tooWideSlowly } from '../reference/pluto-dn-matcher.ts';
import { subjectShapes, subjectsOf } from '../support/many-subjects.ts';

let sink: unknown;
const work = (label: string, run: () => unknown) => ({
  label,
  run: (): void => {
    sink = run();
  },
});
const ordinary = subjectsOf('ordinary', 1000);

export const groups = [
  {
    name: '1,000 ordinary subjects',
    competitors: [
      work('swanmesh', () => findTooWide(ordinary, ['4.10'])),
      work('every pair compared', () => tooWideSlowly(ordinary)),
    ],
    runs: 3,
  },
  {
    name: '10,000 subjects, by shape',
    competitors: subjectShapes.map((shape) => {
      const subjects = subjectsOf(shape, 10_000);
      return work(shape, () => findTooWide(subjects, ['4.10']));
    }),
    runs: 3,
  },
];

/** So that no engine leaves out work whose result nobody wants. */
export const last = (): unknown => sink;
