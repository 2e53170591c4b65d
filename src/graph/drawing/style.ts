/** Colours, patterns and strokes of all pictures. Letters and patterns carry the meaning; colours only help. */
import type { Tone } from './drawing.ts';

export interface Ink {
  readonly fill: string;
  /** Of text and lines: at least 4.5:1 on the page and on every fill. */
  readonly ink: string;
}

export interface Scheme {
  readonly page: string;
  readonly text: string;
  readonly tones: Readonly<Record<Tone, Ink>>;
}

/** Okabe and Ito's order of hues: blue against vermilion is told apart with every kind of colour vision. */
/** The scheme of paper. */
export const light: Scheme = {
  page: '#ffffff',
  text: '#1b2026',
  tones: {
    good: { fill: '#dcebf8', ink: '#0b4f8a' },
    bad: { fill: '#ffdcd1', ink: '#9c2007' },
    half: { fill: '#ffecc2', ink: '#6d4a00' },
    open: { fill: '#e9e2f7', ink: '#57379c' },
    plain: { fill: '#eef1f4', ink: '#1b2026' },
    faint: { fill: '#f7f8fa', ink: '#505a66' },
  },
};

const dark: Scheme = {
  page: '#0f1318',
  text: '#e8ecf1',
  tones: {
    good: { fill: '#123352', ink: '#8cc4ff' },
    bad: { fill: '#571f12', ink: '#ffb09c' },
    half: { fill: '#463300', ink: '#ffd070' },
    open: { fill: '#352a57', ink: '#d3beff' },
    plain: { fill: '#232a33', ink: '#e8ecf1' },
    faint: { fill: '#191f26', ink: '#a8b3c0' },
  },
};

const tones: readonly Tone[] = ['good', 'bad', 'half', 'open', 'plain', 'faint'];

/** How lines of a tone are broken; the rest are whole. */
const dashes: Readonly<Partial<Record<Tone, string>>> = { bad: '7 4', half: '10 3 2 3', open: '2 4' };

const sans = 'system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, "Noto Sans", "DejaVu Sans", sans-serif';
const mono = 'ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace';

function rules({ page, text, tones: inks }: Scheme): string {
  return [
    `.sm-page{fill:${page}}`,
    ...tones.flatMap((tone) => [
      `.sm-t-${tone}{fill:${tone === 'plain' ? text : inks[tone].ink}}`,
      `.sm-b-${tone}{fill:${inks[tone].fill}}`,
      `.sm-l-${tone}{stroke:${inks[tone].ink}}`,
    ]),
  ].join('');
}

const fixed = [
  `.sm-s{font-family:${sans}}.sm-m{font-family:${mono}}.sm-bold{font-weight:700}`,
  '.sm-line{fill:none;stroke-width:1.5}.sm-glyph{fill:none;stroke-width:1.4}.sm-edge{stroke-width:1;stroke-opacity:.55}',
  ...Object.entries(dashes).map(([tone, dash]) => `.sm-line.sm-l-${tone}{stroke-dasharray:${dash};stroke-width:2}`),
].join('');

/** The style sheet of every picture; on its own in a page that holds several. */
export const pictureStyle: string = `${fixed}${rules(light)}@media screen and (prefers-color-scheme:dark){${rules(dark)}}`;

/** What is drawn over the fill of a tone, in a square of side 1, as an SVG path; nothing where the fill is enough. */
export const glyphs: Readonly<Record<Tone, string>> = {
  good: '',
  bad: 'M.22 .22L.78 .78M.78 .22L.22 .78',
  half: 'M.2 .8L.8 .2',
  open: 'M.5 .28a.22 .22 0 1 0 .001 0z',
  plain: '',
  faint: 'M.4 .5L.6 .5',
};
