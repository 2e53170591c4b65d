import * as z from 'zod/mini';
import { toUtf8 } from '../../../bytes/utf8.ts';
import { explainParsed } from '../../../libreswan/ipsec-conf/load/explain-conf.ts';
import { parseConf } from '../../../libreswan/ipsec-conf/syntax/parse.ts';
import { confReport } from '../../conf-report.ts';
import { withWholeLists } from '../../json-document.ts';
import { oneRelease } from '../../release-option.ts';
import { refuseUnlessConf } from '../../secrecy/conf-taint.ts';
import { anyText, release } from '../members.ts';
import { type FilterRequest, filterRequest } from '../request.ts';

/** As `swanmesh conf --json`; includes are passed over. */
export const conf: FilterRequest = filterRequest(
  'conf',
  'an ipsec.conf explained for a release',
  z.object({
    text: anyText('the text of an ipsec.conf'),
    libreswan: release,
    name: z.optional(anyText('the name of the file, for places')),
  }),
  async ({ text, libreswan, name = 'ipsec.conf' }) => {
    const read = oneRelease(libreswan);
    const bytes = toUtf8(text);
    refuseUnlessConf('text', bytes);
    const explained = explainParsed(parseConf(bytes, read.release, name), read.release);
    return {
      answer: withWholeLists(confReport(explained)),
      findings: [...read.findings, ...explained.findings],
    };
  },
);
