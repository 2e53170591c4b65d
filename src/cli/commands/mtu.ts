import { type Command, Option } from 'commander';
import type { Cluster } from '../../cluster.ts';
import { type Diagnostic, valueAt } from '../../diagnostic.ts';
import { checkMtu, type MtuAnswer, type MtuQuestion, mtuAnswer } from '../../esp/answer.ts';
import { knownOverheads, overheadOf } from '../../esp/known-overheads.ts';
import { type EspWrapping, wireBytes } from '../../esp/mtu.ts';
import { sumBytes } from '../../esp/part.ts';
import { espTransforms } from '../../esp/transform.ts';
import { wireParts } from '../../esp/wire.ts';
import type { Mesh } from '../../mesh/mesh.ts';
import { type MeshMtu, type MtuClass, meshMtu, overlayStack } from '../../render/mtu.ts';
import { readClusterFile } from '../cluster-file.ts';
import { UsageError } from '../exit.ts';
import { jsonFinding, type Source } from '../findings.ts';
import { type MtuOptions, questionOf, readBytes, readOverlays } from '../mtu-options.ts';
import { writeOut } from '../output.ts';
import { drawRibbon, listParts } from '../packet-drawing.ts';
import type { Run } from '../program.ts';
import { type CommonOptions, nowOf, reportFindings, statusOf } from '../report.ts';
import { type Paint, paintFor } from '../terminal.ts';

/** `swanmesh mtu [CLUSTER]`: the arithmetic, every byte named. */
export function mtuCommand(program: Command, run: Run): void {
  const families = ['ipv4', 'ipv6'];
  program
    .command('mtu')
    .description('how much of a link IPsec and an overlay leave, every byte named')
    .argument('[cluster]', 'the inventory, YAML or JSON; - for standard input; without it, the options alone')
    .option('--link-mtu <bytes>', "MTU of the hosts' links (1500)", readBytes)
    .addOption(new Option('--outer <family>', "family of the hosts' addresses (ipv4)").choices(families))
    .addOption(new Option('--inner <family>', 'family of the innermost packet (that of --outer)').choices(families))
    .addOption(new Option('--type <mode>', 'mode of the conns (tunnel)').choices(['tunnel', 'transport']))
    .option('--esp <proposals>', 'as in esp=, such as aes256-sha2_256; without it, the defaults of the release')
    .addOption(new Option('--encapsulation <when>', 'ESP in UDP (no)').choices(['yes', 'no', 'auto']))
    .option(
      '--overlay <headers>',
      'vxlan, geneve, geneve:8, NAME=22, none; a,b is b in a; again: side by side',
      readOverlays,
    )
    .option('--libreswan <release>', 'whose defaults and spelling count, when no inventory says it')
    .addOption(
      new Option('--platform <name>', 'the same for the platform').choices([
        'rhel7',
        'rhel8',
        'rhel9',
        'rhel10',
        'fedora',
        'debian',
        'upstream',
      ]),
    )
    .option('--sha2-truncbug', 'SHA2-256 cut to 96 bits, as with sha2-truncbug=yes')
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
  const needed = own.want === undefined ? {} : { linkMtuNeeded: linkNeeded(question, answer, own.want) };
  if (options.json) {
    await writeOut(
      `${JSON.stringify({ ...answer, ...needed, findings: findings.map((finding) => jsonFinding(finding, undefined)) })}\n`,
    );
    return statusOf(findings, options);
  }
  const paint = paintFor(process.stdout, options.color);
  const paragraphs = [...notes.map((note) => `${note}\n`), explain(question, answer, paint)];
  if (needed.linkMtuNeeded !== undefined)
    paragraphs.push(`for ${own.want} bytes inside, the link needs an MTU of ${needed.linkMtuNeeded}\n`);
  await writeOut(paragraphs.join('\n'));
  return reportFindings(findings, undefined, options);
}

/** The smallest link MTU that leaves `want` bytes in the overlay, or in the tunnel without one. */
function linkNeeded(question: MtuQuestion, answer: MtuAnswer, want: number): number {
  return wireBytes(wrappingOf(question, answer), want + sumBytes(answer.overlayParts));
}

function wrappingOf(question: MtuQuestion, { transform: name }: MtuAnswer): EspWrapping {
  const transform = question.selected.find((one) => one.name === name) ?? question.selected[0];
  return { ...question, transform };
}

function explain(question: MtuQuestion, answer: MtuAnswer, paint: Paint): string {
  const parts = wireParts(wrappingOf(question, answer), question.linkMtu, answer.overlayParts);
  const unused = question.linkMtu - sumBytes(parts);
  const overlay = sumBytes(answer.overlayParts);
  const { mode, outer, udpEncapsulation, linkMtu } = question;
  const where = `${mode} mode${udpEncapsulation ? ' in UDP' : ''}, hosts on ${outer === 'ipv4' ? 'IPv4' : 'IPv6'}`;
  const rows = [
    `${paint.strong(answer.transform)}, ${where}, link MTU ${linkMtu}`,
    '',
    drawRibbon(parts, paint),
    listParts(parts, paint),
    ...(unused > 0 ? [`${unused} of ${linkMtu} bytes stay unused: what is encrypted grows by whole blocks`, ''] : []),
    `tunnel MTU   ${paint.strong(String(answer.tunnelMtu))}   ${answer.overhead} bytes for IPsec`,
  ];
  if (overlay > 0)
    rows.push(`overlay MTU  ${paint.strong(String(answer.overlayMtu))}   ${overlay} more for the overlay`);
  if (answer.floorMtu < answer.tunnelMtu) {
    const inOverlay = overlay > 0 ? `, ${answer.floorOverlayMtu} in the overlay` : '';
    rows.push(
      `at the least ${paint.strong(String(answer.floorMtu))}${inOverlay}   if ${answer.floorTransform} is selected`,
    );
  }
  rows.push(`TCP MSS      ${answer.mss.ipv4} over IPv4, ${answer.mss.ipv6} over IPv6`, '');
  return rows.join('\n');
}

async function answerCluster(path: string, own: MtuOptions, options: CommonOptions): Promise<number> {
  const senseless = (['outer', 'inner', 'libreswan', 'platform', 'sha2Truncbug'] as const).filter(
    (key) => own[key] !== undefined,
  );
  if (senseless.length > 0)
    throw new UsageError('--outer, --inner, --libreswan, --platform and --sha2-truncbug are said by the inventory');
  const { file, cluster, findings } = readClusterFile(path, nowOf(options));
  if (cluster === undefined) {
    if (options.json)
      await writeOut(`${JSON.stringify({ findings: findings.map((one) => jsonFinding(one, file)) })}\n`);
    return reportFindings(findings, file, options);
  }
  const mesh = changed(cluster, own);
  const mtu = meshMtu(mesh);
  if (own.all === true && mtu.classes[0] !== undefined)
    return compareAll(questionOfClass(mesh, mtu.classes[0]), options);
  const all = mesh === cluster.mesh ? findings : mtu.findings;
  if (options.json) {
    await writeOut(`${JSON.stringify(clusterDocument(mtu, all, file))}\n`);
    return statusOf(all, options);
  }
  await writeOut(clusterText(mesh, mtu, own.want, paintFor(process.stdout, options.color)));
  return reportFindings(all, file, options);
}

/** The mesh with what the command line says instead. */
function changed({ mesh }: Cluster, own: MtuOptions): Mesh {
  const { linkMtu, encapsulation, type, esp, overlay } = own;
  if ([linkMtu, encapsulation, type, esp, overlay].every((value) => value === undefined)) return mesh;
  if (overlay !== undefined) throw new UsageError('--overlay is said by the inventory, network.overlay');
  return {
    ...mesh,
    nodes: mesh.nodes.map((node) => ({
      ...node,
      linkMtu: linkMtu ?? node.linkMtu,
      encapsulation: encapsulation ?? node.encapsulation,
    })),
    ipsec: { ...mesh.ipsec, type: type ?? mesh.ipsec.type, ...(esp === undefined ? {} : { esp }) },
  };
}

function questionOfClass(
  mesh: Mesh,
  { linkMtu, type, family, udpEncapsulation, transform: name }: MtuClass,
): MtuQuestion {
  const transform = espTransforms.find((one) => one.name === name) ?? espTransforms[0];
  if (transform === undefined) throw new Error('the table of transforms must not be empty');
  return {
    linkMtu,
    mode: type,
    outer: family,
    inner: family,
    udpEncapsulation,
    selected: [transform],
    accepted: [transform],
    overlays: [overlayStack(mesh)],
  };
}

function clusterDocument(
  { classes, hosts, cluster }: MeshMtu,
  findings: readonly Diagnostic[],
  source: Source,
): unknown {
  return {
    classes,
    hosts: Object.fromEntries(hosts),
    ...(cluster === undefined ? {} : { cluster }),
    findings: findings.map((finding) => jsonFinding(finding, source)),
  };
}

function clusterText(mesh: Mesh, { classes, cluster }: MeshMtu, want: number | undefined, paint: Paint): string {
  const [smallest] = classes;
  if (smallest === undefined || cluster === undefined) return 'no two hosts are linked\n';
  const question = questionOfClass(mesh, smallest);
  const answer = mtuAnswer(question);
  const rows = [explain(question, { ...answer, ...smallest }, paint)];
  if (classes.length > 1) {
    rows.push('pairs  link  tunnel  floor  overlay  transform, for example');
    for (const one of classes) {
      const numbers = [
        String(one.pairs).padStart(5),
        String(one.linkMtu).padStart(4),
        String(one.tunnelMtu).padStart(6),
        String(one.floorMtu).padStart(5),
        String(one.overlayMtu).padStart(7),
      ];
      rows.push(
        `${numbers.join('  ')}  ${one.transform}${one.udpEncapsulation ? ' in UDP' : ''} over ${one.family}, ${one.example.join(' and ')}`,
      );
    }
    rows.push('');
  }
  const what = mesh.overlay.length > 0 ? 'MTU for the overlay network' : 'MTU for what goes through the tunnels';
  rows.push(
    `${what}, safe for all ${classes.reduce((sum, { pairs }) => sum + pairs, 0)} pairs: ${paint.strong(String(cluster.overlayMtu))}`,
  );
  if (cluster.floorOverlayMtu < cluster.overlayMtu)
    rows.push(`whatever the ends select: ${paint.strong(String(cluster.floorOverlayMtu))}`);
  if (want !== undefined)
    rows.push(`for ${want} bytes inside, links need an MTU of ${linkNeeded(question, answer, want)}`);
  return `${rows.join('\n')}\n`;
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
  const constants = knownOverheads().map(({ bytes, user, exactly, elsewhere, question: asked }) => ({
    bytes,
    user,
    exactly,
    elsewhere,
    computed: overheadOf(asked),
  }));
  if (options.json) {
    await writeOut(`${JSON.stringify({ linkMtu: question.linkMtu, transforms, constants })}\n`);
    return 0;
  }
  const paint = paintFor(process.stdout, options.color);
  const { mode, outer, udpEncapsulation, linkMtu } = question;
  const rows = [
    `${mode} mode${udpEncapsulation ? ' in UDP' : ''}, hosts on ${outer === 'ipv4' ? 'IPv4' : 'IPv6'}, link MTU ${linkMtu}`,
    '',
    'overhead  tunnel MTU  overlay MTU  transform',
    ...transforms.map(
      ({ transform, overhead, tunnelMtu, overlayMtu }) =>
        `${String(overhead).padStart(8)}  ${paint.strong(String(tunnelMtu).padStart(10))}  ${String(overlayMtu).padStart(11)}  ${transform}`,
    ),
    '',
    'Constants that other programs subtract:',
    ...constants.map(
      ({ bytes, user, exactly, elsewhere }) =>
        `  ${String(bytes).padStart(3)}  ${user}: exact for ${exactly}; ${elsewhere}`,
    ),
    '',
  ];
  await writeOut(rows.join('\n'));
  return 0;
}
