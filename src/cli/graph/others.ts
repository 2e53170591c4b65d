/** `swanmesh graph validity|packet|path|rollout`. */
import { validityOf } from '../../entries/x509.ts';
import { checkMtu, mtuAnswer } from '../../esp/answer.ts';
import { explainTraffic } from '../../explain/explain-traffic.ts';
import { packetOf } from '../../graph/packet-of.ts';
import { pictures } from '../../graph/pictures/index.ts';
import type { Release } from '../../libreswan/release.ts';
import { overlayStacks } from '../../mesh/mtu.ts';
import { readClusterFile } from '../cluster-file.ts';
import { UsageError } from '../exit.ts';
import { expirySource } from '../expiry/source.ts';
import { explainedHosts } from '../explain/hosts.ts';
import { type MtuOptions, questionOf, questionOfClass } from '../mtu-options.ts';
import { passwordsOf } from '../password.ts';
import { type CommonOptions, nowOf } from '../report.ts';
import { savedPlan } from '../rollout/read.ts';
import { type PictureOptions, writeNoPicture, writePicture } from './write-picture.ts';

/** When the certificates of a mesh end. */
export async function graphValidity(
  path: string,
  own: PictureOptions & { readonly within: number },
  options: CommonOptions,
): Promise<number> {
  const now = nowOf(options);
  const read = await expirySource(path, passwordsOf(options));
  const { rows, findings } = validityOf(read.certificates, { now, within: own.within });
  const found = { findings: [...read.findings, ...findings], source: read.source };
  return writePicture(pictures.validity, { title: 'Validity of certificates', now, bars: rows }, found, own, options);
}

/** The largest packet: of the pair of an inventory with the smallest MTU, or of what the options say. */
export async function graphPacket(
  path: string | undefined,
  own: PictureOptions & MtuOptions,
  options: CommonOptions,
): Promise<number> {
  const read = path === undefined ? undefined : await readClusterFile(path, nowOf(options), passwordsOf(options));
  if (read !== undefined && read.cluster === undefined)
    return writeNoPicture({ findings: read.findings, source: read.file }, own, options);
  const [smallest] = read?.cluster?.rendering.mtu.classes ?? [];
  if (read?.cluster !== undefined && smallest === undefined) throw new UsageError('no two hosts are linked');
  const question =
    read?.cluster === undefined || smallest === undefined
      ? questionOf(own).question
      : questionOfClass(smallest, overlayStacks(read.cluster.mesh));
  const answer = mtuAnswer(question);
  const findings = read?.findings ?? checkMtu(question, answer);
  const found = { findings, source: read?.file };
  if (findings.some(({ code }) => code === 'mtu/link-mtu')) return writeNoPicture(found, own, options);
  const title = `${answer.transform}, ${question.mode} mode${question.udpEncapsulation ? ' in UDP' : ''}`;
  return writePicture(pictures.packet, packetOf(question, answer, title), found, own, options);
}

/** What of a packet can be said. */
export interface PathOptions extends PictureOptions {
  readonly proto?: number;
  readonly port?: number;
  readonly libreswan?: Release;
}

/** The way of packets between two hosts. */
export async function graphPath(
  path: string,
  from: string,
  to: string,
  { proto: protocol, port, libreswan: release, ...own }: PathOptions,
  options: CommonOptions,
): Promise<number> {
  const now = nowOf(options);
  const { hosts, signatures, findings, source } = await explainedHosts({
    path,
    names: [from, to],
    now,
    passwords: passwordsOf(options),
    ...(release === undefined ? {} : { release }),
  });
  const found = { findings, source };
  if (hosts === undefined) return writeNoPicture(found, own, options);
  const packet = { from, to, ...(protocol === undefined ? {} : { protocol }), ...(port === undefined ? {} : { port }) };
  const state = { hosts, now, ...(signatures === undefined ? {} : { signatures }) };
  return writePicture(pictures.path, explainTraffic(state, packet), found, own, options);
}

/** A plan that `rollout --out` saved. */
export async function graphRollout(path: string, own: PictureOptions, options: CommonOptions): Promise<number> {
  const { plan, findings } = savedPlan(path);
  const found = { findings, source: undefined };
  return plan === undefined
    ? writeNoPicture(found, own, options)
    : writePicture(pictures.rollout, plan, found, own, options);
}
