/** `swanmesh graph validity|packet|path|rollout`. */
import { validityOf } from '../../entries/x509.ts';
import { checkMtu, mtuAnswer } from '../../esp/answer.ts';
import { wireParts } from '../../esp/wire.ts';
import { explainTraffic } from '../../explain/explain-traffic.ts';
import { pictures } from '../../graph/pictures/index.ts';
import type { Release } from '../../libreswan/release.ts';
import { overlayStacks } from '../../mesh/mtu.ts';
import { readClusterFile } from '../cluster-file.ts';
import { UsageError } from '../exit.ts';
import { expirySource } from '../expiry/source.ts';
import { explainedHosts } from '../explain/hosts.ts';
import { type MtuOptions, questionOf, questionOfClass } from '../mtu-options.ts';
import { passwordsOf } from '../password.ts';
import { type CommonOptions, nowOf, reportFindings } from '../report.ts';
import { savedPlan } from '../rollout/read.ts';
import { type PictureOptions, writePicture } from './write-picture.ts';

/** When the certificates of a mesh end. */
export async function graphValidity(
  path: string,
  own: PictureOptions & { readonly within: number },
  options: CommonOptions,
): Promise<number> {
  const now = nowOf(options);
  const read = await expirySource(path, passwordsOf(options));
  const { rows, findings } = validityOf(read.certificates, { now, within: own.within });
  await writePicture(pictures.validity, { title: 'Validity of certificates', now, bars: rows }, own);
  return reportFindings([...read.findings, ...findings], read.source, options);
}

/** The largest packet: of the pair of an inventory with the smallest MTU, or of what the options say. */
export async function graphPacket(
  path: string | undefined,
  own: PictureOptions & MtuOptions,
  options: CommonOptions,
): Promise<number> {
  const read = path === undefined ? undefined : await readClusterFile(path, nowOf(options), passwordsOf(options));
  if (read !== undefined && read.cluster === undefined) return reportFindings(read.findings, read.file, options);
  const [smallest] = read?.cluster?.rendering.mtu.classes ?? [];
  if (read?.cluster !== undefined && smallest === undefined) throw new UsageError('no two hosts are linked');
  const question =
    read?.cluster === undefined || smallest === undefined
      ? questionOf(own).question
      : questionOfClass(smallest, overlayStacks(read.cluster.mesh));
  const answer = mtuAnswer(question);
  const findings = read?.findings ?? checkMtu(question, answer);
  const [transform] = question.selected.filter(({ name }) => name === answer.transform);
  if (transform !== undefined && !findings.some(({ code }) => code === 'mtu/link-mtu')) {
    const { linkMtu, tunnelMtu, overlayMtu, transform: name } = answer;
    const parts = wireParts({ ...question, transform }, linkMtu, answer.overlayParts);
    const title = `${name}, ${question.mode} mode${question.udpEncapsulation ? ' in UDP' : ''}`;
    await writePicture(pictures.packet, { title, linkMtu, tunnelMtu, overlayMtu, parts }, own);
  }
  return reportFindings(findings, read?.file, options);
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
  if (hosts !== undefined) {
    const packet = {
      from,
      to,
      ...(protocol === undefined ? {} : { protocol }),
      ...(port === undefined ? {} : { port }),
    };
    const state = { hosts, now, ...(signatures === undefined ? {} : { signatures }) };
    await writePicture(pictures.path, explainTraffic(state, packet), own);
  }
  return reportFindings(findings, source, options);
}

/** A plan that `rollout --out` saved. */
export async function graphRollout(path: string, own: PictureOptions, options: CommonOptions): Promise<number> {
  const { plan, findings } = savedPlan(path);
  if (plan !== undefined) await writePicture(pictures.rollout, plan, own);
  return reportFindings(findings, undefined, options);
}
