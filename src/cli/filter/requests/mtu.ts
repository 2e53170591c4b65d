import * as z from 'zod/mini';
import { valueAt } from '../../../diagnostics/diagnostic.ts';
import { checkMtu, mtuAnswer } from '../../../esp/answer.ts';
import { questionOf, readOverlays } from '../../mtu-options.ts';
import { linkNeeded } from '../../mtu-text.ts';
import { anyText, family, inventory, oneOf, platform, releaseOrRange, wholeNumber } from '../members.ts';
import { type FilterRequest, filterRequest } from '../request.ts';

const bytes = wholeNumber('a number of bytes, such as 1500', 0, 999_999);

/** As `swanmesh mtu --json` without an inventory. */
export const mtu: FilterRequest = filterRequest(
  'mtu',
  'what ESP leaves of a link, every byte named',
  z.object({
    linkMtu: z.optional(bytes),
    outer: z.optional(family),
    inner: z.optional(family),
    type: z.optional(oneOf('tunnel', 'transport')),
    esp: z.optional(anyText('an ESP proposal such as "aes256-sha2_256"')),
    encapsulation: z.optional(oneOf('yes', 'no', 'auto')),
    overlay: z.optional(anyText('overlays such as "vxlan" or "geneve:8", with commas one in the other')),
    libreswan: z.optional(releaseOrRange),
    platform: z.optional(platform),
    want: z.optional(bytes),
  }),
  async ({ overlay, want, ...words }) => {
    const said = Object.fromEntries(Object.entries(words).filter(([, value]) => value !== undefined));
    const { question } = questionOf({ ...said, ...(overlay === undefined ? {} : { overlay: readOverlays(overlay) }) });
    const answer = mtuAnswer(question);
    return {
      answer: { ...answer, ...(want === undefined ? {} : { linkMtuNeeded: linkNeeded(question, answer, want) }) },
      findings: checkMtu(question, answer, valueAt('linkMtu'), valueAt('esp')),
    };
  },
);

/** As `swanmesh mtu CLUSTER --json`. */
export const clusterMtu: FilterRequest = filterRequest(
  'cluster-mtu',
  'the MTU of every class of pairs, of every host and of the cluster',
  z.object({ inventory }),
  async (asked, { clusterOf }) => {
    const { cluster, ...rest } = await clusterOf(asked.inventory);
    if (cluster === undefined) return rest;
    const { classes, hosts, cluster: whole } = cluster.rendering.mtu;
    return { answer: { classes, hosts: Object.fromEntries(hosts), cluster: whole }, ...rest };
  },
);
