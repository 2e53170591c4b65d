"""Every frame that a host sends, seen at its port of the bridge, outside of all hosts."""
import select
import socket
import struct
import threading
import time

ETH_P_ALL = 3
PACKET_OUTGOING = 4


def classify(frame):
    """(kind, source, destination, bytes of the IP packet, detail) of an Ethernet frame, and the number of its datagram.

    Kinds: esp, esp-in-udp, ike, icmp, nd, udp, tcp, fragment, arp, other. A first fragment has the kind of its
    protocol and the detail `more`; the later ones are `fragment`. The number is None for a whole datagram.
    """
    kind = frame[12:14]
    if kind == b"\x08\x06":
        return ("arp", "", "", len(frame) - 14, ""), None
    packet = frame[14:]
    if kind == b"\x08\x00":
        source, target = socket.inet_ntop(socket.AF_INET, packet[12:16]), socket.inet_ntop(socket.AF_INET, packet[16:20])
        length, offset = struct.unpack("!H", packet[2:4])[0], struct.unpack("!H", packet[6:8])[0]
        protocol, body = packet[9], packet[(packet[0] & 15) * 4 :]
        fragmented, more, number = offset & 0x1FFF, offset & 0x2000, packet[4:6]
    elif kind == b"\x86\xdd":
        source, target = socket.inet_ntop(socket.AF_INET6, packet[8:24]), socket.inet_ntop(socket.AF_INET6, packet[24:40])
        length, protocol, body = 40 + struct.unpack("!H", packet[4:6])[0], packet[6], packet[40:]
        fragmented, more, number = 0, 0, b""
        while protocol in (0, 43, 60):  # hop-by-hop, routing, destination options
            protocol, body = body[0], body[(body[1] + 1) * 8 :]
        if protocol == 44:
            offset = struct.unpack("!H", body[2:4])[0]
            protocol, fragmented, more, number, body = body[0], offset >> 3, offset & 1, body[4:8], body[8:]
    else:
        return ("other", "", "", len(frame) - 14, kind.hex()), None
    datagram = (source, target, protocol, number)
    if fragmented:
        return ("fragment", source, target, length, str(protocol)), datagram
    name, detail = _protocol(protocol, body)
    return (name, source, target, length, f"{detail} more" if more else detail), datagram if more else None


def _protocol(protocol, body):
    if protocol == 50:
        return "esp", body[:4].hex()
    if protocol == 17:
        ports = struct.unpack("!HH", body[:4])
        if 4500 in ports:
            if body[8:12] == b"\0\0\0\0":
                return "ike", str(body[26])  # the exchange
            return ("ike", "keepalive") if len(body) <= 9 else ("esp-in-udp", body[8:12].hex())
        if 500 in ports:
            return "ike", str(body[8 + 18])
        return "udp", f"{ports[0]}>{ports[1]}"
    if protocol == 6:
        ports = struct.unpack("!HH", body[:4])
        return "tcp", f"{ports[0]}>{ports[1]}"
    if protocol == 1 and body[0] == 3 and _about_ike(body[8:], 20, 9):
        return "ike", "unreachable"
    if protocol == 58 and body[0] == 1 and _about_ike(body[8:], 40, 6):
        return "ike", "unreachable"
    if protocol == 1:
        return "icmp", f"{body[0]}/{body[1]} {body[4:8].hex()}"
    if protocol == 58:
        return ("nd" if body[0] in (130, 131, 132, 133, 134, 135, 136, 137, 143) else "icmp"), f"{body[0]}/{body[1]} {body[4:8].hex()}"
    return "other", f"protocol {protocol}"


def _about_ike(packet, header, at):
    """Whether the packet that an error quotes is one of IKE: the answer of a host whose pluto has gone."""
    ports = struct.unpack("!HH", packet[header : header + 4])
    return packet[at] == 17 and (500 in ports or 4500 in ports)


class Capture:
    def __init__(self, ports):
        """`ports`: host name -> interface of the bridge."""
        self.frames = []
        self._begun = {}
        self._sockets = {}
        for host, port in ports.items():
            raw = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ETH_P_ALL))
            raw.setsockopt(socket.SOL_SOCKET, 33, 8 << 20)  # SO_RCVBUFFORCE
            raw.bind((port, ETH_P_ALL))
            self._sockets[raw] = host
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self):
        while not self._stop.is_set():
            ready, _, _ = select.select(list(self._sockets), [], [], 0.1)
            now = time.time()
            for raw in ready:
                for _ in range(64):
                    try:
                        frame, address = raw.recvfrom(65535, socket.MSG_DONTWAIT)
                    except BlockingIOError:
                        break
                    if address[2] != PACKET_OUTGOING:
                        self.frames.append((round(now, 3), self._sockets[raw], *self._safely(frame)))

    def _safely(self, frame):
        """A later fragment says as its detail what the first one of its datagram was."""
        try:
            seen, datagram = classify(frame)
            if datagram is None:
                return seen
            if seen[0] != "fragment":
                self._begun[datagram] = seen[0]
                return seen
            return (*seen[:4], self._begun.get(datagram, seen[4]))
        except (IndexError, struct.error, ValueError):
            return ("other", "", "", len(frame) - 14, "cut")

    def lost(self):
        """Frames that the kernel dropped because this program was too slow: then nothing is proven."""
        return sum(struct.unpack("II", raw.getsockopt(263, 6, 8))[1] for raw in self._sockets)  # PACKET_STATISTICS

    def stop(self):
        time.sleep(0.2)
        self._stop.set()
        self._thread.join()
        lost = self.lost()
        for raw in self._sockets:
            raw.close()
        return lost
