/** The MTU, live, with its drawing. */

import { valueAt } from '../../src/diagnostics/diagnostic.ts';
import {
  checkMtu,
  geneve,
  type MtuQuestion,
  mtuAnswer,
  pairTransforms,
  readProposals,
  readReleaseRange,
  vxlan,
} from '../../src/entries/mtu.ts';
import { printSvg } from '../../src/graph/drawing/print-svg.ts';
import { packetOf } from '../../src/graph/packet-of.ts';
import { packetPicture } from '../../src/graph/pictures/packet.ts';
import { documentBox, field, findingList, picture, run, show } from './dom.ts';

const overlays = { none: [], vxlan: [[vxlan]], geneve: [[geneve()]] } as const;

function draw(): void {
  const espAt = valueAt('--esp');
  const range = readReleaseRange(field('libreswan').value, valueAt('--libreswan'));
  if (range.kind === 'failed') {
    show(findingList(range.findings));
    return;
  }
  const proposals = readProposals(field('esp').value, 'esp', range.value, espAt);
  if (proposals.kind === 'failed') {
    show(findingList(proposals.findings));
    return;
  }
  const end = { releases: range.value, platform: 'upstream' as const, truncbug: false, esp: proposals.value };
  const found = pairTransforms(end, end, espAt);
  if (found.kind === 'failed') {
    show(findingList(found.findings));
    return;
  }
  const overlay = field('overlay').value;
  const family = (id: string): 'ipv4' | 'ipv6' => (field(id).value === 'ipv6' ? 'ipv6' : 'ipv4');
  const question: MtuQuestion = {
    linkMtu: Number(field('linkMtu').value),
    mode: field('type').value === 'transport' ? 'transport' : 'tunnel',
    outer: family('outer'),
    inner: family('inner'),
    udpEncapsulation: field('encapsulation').value === 'yes',
    selected: found.value.selected,
    accepted: found.value.accepted,
    overlays: overlay === 'vxlan' || overlay === 'geneve' ? overlays[overlay] : overlays.none,
  };
  const answer = mtuAnswer(question);
  const findings = checkMtu(question, answer, valueAt('--link-mtu'), espAt);
  if (findings.some(({ code }) => code === 'mtu/link-mtu')) {
    show(findingList(findings));
    return;
  }
  const drawing = packetPicture.drawing(packetOf(question, answer));
  show(picture(printSvg(drawing, { inline: 'packet' })), findingList(findings), documentBox({ ...answer, findings }));
}

run(['linkMtu', 'outer', 'inner', 'type', 'encapsulation', 'esp', 'overlay', 'libreswan'], draw);
