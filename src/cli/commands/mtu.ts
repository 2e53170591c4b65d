import type { Command } from 'commander';
import type { Cluster } from '../../cluster.ts';
import { hasError, valueAt } from '../../diagnostics/diagnostic.ts';
import { checkMtu, type MtuQuestion, mtuAnswer } from '../../esp/answer.ts';
import { knownOverheads, overheadOf } from '../../esp/known-overheads.ts';
import { espTransforms } from '../../esp/transform.ts';
import { checkProposals } from '../../libreswan/proposal/check.ts';
import type { Proposals } from '../../libreswan/proposal/proposals.ts';
import { parseProposals } from '../../libreswan/proposal/read.ts';
import type { Mesh } from '../../mesh/mesh.ts';
import { meshMtu, overlayStacks } from '../../mesh/mtu.ts';
import { readClusterFile } from '../cluster-file.ts';
import { exitStatus, UsageError } from '../exit.ts';
import { writeDocument } from '../json-document.ts';
import { type MtuOptions, questionOf, questionOfClass, readBytes, sentences, withLinkOptions } from '../mtu-options.ts';
import { answerText, clusterText, comparisonText, linkNeeded } from '../mtu-text.ts';
import { writeOut } from '../output.ts';
import { passwordsOf } from '../password.ts';
import type { Run } from '../program.ts';
import { type CommonOptions, nowOf, reportFindings } from '../report.ts';
import { joinSafe, printable, safe } from '../safe-text.ts';
import { paintFor } from '../terminal.ts';

/** `swanmesh mtu [CLUSTER]`: the arithmetic, every byte named. */
export function mtuCommand(program: Command, run: Run): void {
  const command = program
    .command('mtu')
    .description('how much of a link IPsec and an overlay leave, every byte named')
    .argument('[cluster]', 'the inventory, YAML or JSON; - for standard input; without it, the options alone');
  withLinkOptions(command)
    .option('--want <bytes>', 'also: the link MTU that a packet of this length inside needs', readBytes)
    .option('--all', 'compare all transforms')
    .action((path: string | undefined, own: MtuOptions) =>
      run((options) => (path === undefined ? answerQuestion(own, options) : answerCluster(path, own, options))),
    );
}

async function answerQuestion(own: MtuOptions, options: CommonOptions): Promise<number> {
  const { question, notes } = questionOf(own);
  if (own.all === true) return compareAll(question, options);
  const answer = mtuAnswer(question);
  const findings = checkMtu(question, answer, valueAt('--link-mtu'), valueAt('--esp'));
  const needed = own.want === undefined ? undefined : linkNeeded(question, answer, own.want);
  if (options.json) {
    return writeDocument({ ...answer, linkMtuNeeded: needed }, findings, undefined, options);
  }
  if (!findings.some(({ code }) => code === 'mtu/link-mtu')) {
    const paint = paintFor(process.stdout, options.color);
    const paragraphs = [...notes.map((note) => safe`${printable(note)}\n`), answerText(question, answer, paint)];
    if (needed !== undefined)
      paragraphs.push(safe`for ${own.want ?? 0} bytes inside, the link needs an MTU of ${needed}\n`);
    await writeOut(joinSafe(paragraphs, '\n'));
  }
  return reportFindings(findings, undefined, options);
}

async function answerCluster(path: string, own: MtuOptions, options: CommonOptions): Promise<number> {
  if ([own.outer, own.inner, own.libreswan, own.platform, own.sha2Truncbug].some((value) => value !== undefined))
    throw new UsageError(
      '--outer, --inner, --libreswan, --platform and --sha2-truncbug are for a call without inventory',
    );
  const { file, cluster, findings: all } = await readClusterFile(path, nowOf(options), passwordsOf(options));
  if (cluster === undefined) {
    if (options.json) return writeDocument({}, all, file, options);
    return reportFindings(all, file, options);
  }
  const mesh = changed(cluster, own);
  const overlays = own.overlay ?? overlayStacks(mesh);
  const asWritten = mesh === cluster.mesh && own.overlay === undefined;
  const mtu = asWritten ? cluster.rendering.mtu : meshMtu(mesh, overlays);
  const findings = asWritten ? all : mtu.findings;
  const [smallest] = mtu.classes;
  const question = smallest === undefined ? undefined : questionOfClass(smallest, overlays);
  if (own.all === true && question !== undefined) return compareAll(question, options);
  const needed =
    own.want === undefined || question === undefined ? undefined : linkNeeded(question, mtuAnswer(question), own.want);
  if (options.json) {
    const { classes, hosts, cluster: whole } = mtu;
    const document = { classes, hosts: Object.fromEntries(hosts), cluster: whole, linkMtuNeeded: needed };
    return writeDocument(document, findings, file, options);
  }
  const paint = paintFor(process.stdout, options.color);
  const paragraphs =
    smallest === undefined || question === undefined
      ? [safe`no two hosts are linked\n`]
      : [
          answerText(question, smallest, paint),
          clusterText(
            mtu,
            overlays.some(({ length }) => length > 0),
            paint,
          ),
        ];
  if (needed !== undefined) paragraphs.push(safe`for ${own.want ?? 0} bytes inside, links need an MTU of ${needed}\n`);
  await writeOut(joinSafe(paragraphs, '\n'));
  return reportFindings(findings, file, options);
}

/** The mesh with what the command line says instead. */
function changed({ mesh }: Cluster, own: MtuOptions): Mesh {
  const { linkMtu, encapsulation, type, esp } = own;
  if ([linkMtu, encapsulation, type, esp].every((value) => value === undefined)) return mesh;
  const nodes = mesh.nodes.map((node) => ({
    ...node,
    linkMtu: linkMtu ?? node.linkMtu,
    encapsulation: encapsulation ?? node.encapsulation,
  }));
  return {
    ...mesh,
    nodes,
    ipsec: {
      ...mesh.ipsec,
      type: type ?? mesh.ipsec.type,
      ...(esp === undefined ? {} : { esp: proposalsFor(esp, nodes) }),
    },
  };
}

/** What `--esp` gives, if every release of the nodes takes it. */
function proposalsFor(esp: string, nodes: Mesh['nodes']): Proposals {
  const at = valueAt('--esp');
  const proposals = parseProposals(esp, 'esp', at);
  if (proposals.kind === 'failed') throw new UsageError(sentences(proposals.findings));
  const faults = nodes.flatMap(({ releases }) => checkProposals(proposals.value, releases, at));
  if (hasError(faults)) throw new UsageError(sentences(faults));
  return proposals.value;
}

/** `--all`: every transform of the table on the same link, and the constants that others use. */
async function compareAll(question: MtuQuestion, options: CommonOptions): Promise<number> {
  const transforms = espTransforms.map((transform) => {
    const { overhead, tunnelMtu, overlayMtu } = mtuAnswer({
      ...question,
      selected: [transform],
      accepted: [transform],
    });
    return { transform: transform.name, overhead, tunnelMtu, overlayMtu, source: transform.source };
  });
  const constants = knownOverheads().map(({ question: asked, ...known }) => ({
    ...known,
    computed: overheadOf(asked),
  }));
  if (options.json) return writeDocument({ linkMtu: question.linkMtu, transforms, constants }, [], undefined, options);
  await writeOut(comparisonText(question, transforms, paintFor(process.stdout, options.color)));
  return exitStatus.done;
}
