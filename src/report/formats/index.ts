/** The registry of report formats. A new one is a file beside its siblings and a line here; options and help follow. */
import type { ReportFormat } from '../report.ts';
import { github } from './github.ts';
import { gitlab } from './gitlab.ts';
import { junit } from './junit.ts';
import { sarif } from './sarif.ts';

/** In the order of the help. */
export const reportFormats: readonly ReportFormat[] = [github, gitlab, sarif, junit];
