"""Echo requests from any host to any address, counted one by one; the answers come from the kernels."""
import ctypes
import select
import socket
import struct
import threading
import time

from kernel import CLONE_NEWNET, setns

IP_MTU_DISCOVER, IPV6_MTU_DISCOVER, PMTUDISC_DO, PMTUDISC_DONT = 10, 23, 2, 0


def _checksum(data):
    if len(data) % 2:
        data += b"\0"
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def socket_in(host, *arguments):
    """A socket in the network of a host; the thread comes back to its own."""
    with open("/proc/thread-self/ns/net") as own, open(f"/proc/{host.pid}/ns/net") as there:
        setns(there.fileno(), CLONE_NEWNET)
        try:
            return socket.socket(*arguments)
        finally:
            setns(own.fileno(), CLONE_NEWNET)


class Echoes:
    """All echo requests of a scenario: `[from, address, when, bytes of the IP packet, seconds to the answer | None, error | None]`."""

    def __init__(self):
        self.log = []
        self._sockets = {}
        self._waiting = {}
        self._lock = threading.Lock()
        self._sequence = 0
        self._background = None

    def _socket(self, host, address):
        six = ":" in address
        key = (host.name, six)
        if key not in self._sockets:
            if six:
                raw = socket_in(host, socket.AF_INET6, socket.SOCK_RAW, socket.IPPROTO_ICMPV6)
                only_replies = bytearray(b"\xff" * 32)
                only_replies[129 >> 3] &= 0xFF ^ (1 << (129 & 7))
                # The filter is eight 32-bit words in the machine's byte order, which is little-endian.
                raw.setsockopt(socket.IPPROTO_ICMPV6, 1, bytes(only_replies))
            else:
                raw = socket_in(host, socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP)
                raw.setsockopt(255, 1, struct.pack("I", 0xFFFFFFFE))  # SOL_RAW, ICMP_FILTER: echo replies alone
            raw.setblocking(False)
            self._sockets[key] = raw
        return self._sockets[key]

    def send(self, host, address, size, df):
        """Sends one request whose IP packet has `size` bytes, and returns its entry in the log."""
        six = ":" in address
        raw = self._socket(host, address)
        if six:
            raw.setsockopt(socket.IPPROTO_IPV6, IPV6_MTU_DISCOVER, PMTUDISC_DO if df else PMTUDISC_DONT)
            raw.setsockopt(socket.IPPROTO_IPV6, 62, 1 if df else 0)  # IPV6_DONTFRAG
        else:
            raw.setsockopt(socket.IPPROTO_IP, IP_MTU_DISCOVER, PMTUDISC_DO if df else PMTUDISC_DONT)
        with self._lock:
            self._sequence += 1
            number = self._sequence
        head = struct.pack("!BBHHH", 128 if six else 8, 0, 0, number >> 16, number & 0xFFFF)
        body = bytes(max(0, size - (40 if six else 20) - 8))
        if not six:
            head = head[:2] + struct.pack("!H", _checksum(head + body)) + head[4:]
        entry = [host.name, address, round(time.time(), 3), size, None, None]
        self._waiting[number] = entry
        self.log.append(entry)
        try:
            raw.sendto(head + body, (address, 0))
        except OSError as error:
            entry[5] = error.strerror
        return entry

    def receive(self, timeout):
        ready, _, _ = select.select(list(self._sockets.values()), [], [], timeout)
        now = time.time()
        for raw in ready:
            for _ in range(64):
                try:
                    data = raw.recv(65535)
                except BlockingIOError:
                    break
                except OSError:
                    break
                if raw.family == socket.AF_INET:
                    data = data[(data[0] & 15) * 4 :]
                high, low = struct.unpack("!HH", data[4:8])
                entry = self._waiting.pop(high << 16 | low, None)
                if entry is not None:
                    entry[4] = round(now - entry[2], 3)

    def ping(self, pairs, count, interval, size, df, wait):
        """`count` requests for every pair; with `count` 0 until every pair has an answer or `wait` is over."""
        mine = {index: [] for index in range(len(pairs))}
        deadline = time.time() + wait
        rounds = 0
        while True:
            for index, (host, address) in enumerate(pairs):
                if count or not any(entry[4] is not None for entry in mine[index]):
                    mine[index].append(self.send(host, address, size, df))
            rounds += 1
            again = time.time() + interval
            while time.time() < again:
                self.receive(max(0, min(0.05, again - time.time())))
            answered = all(any(entry[4] is not None for entry in entries) for entries in mine.values())
            if count and rounds >= count:
                break
            if not count and (answered or time.time() >= deadline):
                return answered
        while time.time() < deadline and any(e[4] is None and e[5] is None for es in mine.values() for e in es):
            self.receive(0.05)
        return all(any(entry[4] is not None for entry in entries) for entries in mine.values())

    def begin(self, pairs, interval, size):
        """Requests in the background, without end, so that no moment of a case goes unobserved."""
        stop = threading.Event()

        def run():
            while not stop.is_set():
                for host, address in pairs:
                    self.send(host, address, size, False)
                again = time.time() + interval
                while time.time() < again and not stop.is_set():
                    self.receive(max(0, min(0.05, again - time.time())))

        thread = threading.Thread(target=run, daemon=True)
        self._background = (stop, thread)
        thread.start()

    def end(self):
        if self._background is not None:
            stop, thread = self._background
            stop.set()
            thread.join()
            self._background = None

    def close(self):
        self.end()
        for raw in self._sockets.values():
            raw.close()
