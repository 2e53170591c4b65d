/** The answer to a question about an MTU, as the picture of a packet needs it. */
import { answerWrapping, type MtuAnswer, type MtuQuestion } from '../esp/answer.ts';
import { wireParts } from '../esp/wire.ts';
import type { PacketValue } from './pictures/packet.ts';

/** The largest packet. */
export function packetOf(question: MtuQuestion, answer: MtuAnswer, title: string = answer.transform): PacketValue {
  const { linkMtu, tunnelMtu, overlayMtu, overlayParts } = answer;
  return {
    title,
    linkMtu,
    tunnelMtu,
    overlayMtu,
    parts: wireParts(answerWrapping(question, answer), linkMtu, overlayParts),
  };
}
