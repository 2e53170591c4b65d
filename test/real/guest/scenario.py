"""Plays one scenario: hosts on a bridge, steps in order, everything seen written down and nothing judged."""
import os
import re
import signal
import subprocess
import time

from capture import Capture
from echo import Echoes
from host import Host


def _ip(lines):
    """`ip -batch` with these lines, in this namespace: one process instead of many."""
    done = subprocess.run(["ip", "-batch", "-"], input="\n".join(lines), text=True, capture_output=True)
    if done.returncode != 0:
        raise RuntimeError(f"ip: {done.stderr.strip()}")


def _connect(hosts, mtu):
    lines = ["link add br0 type bridge", "link set br0 up"]
    for number, host in enumerate(hosts):
        lines += [
            f"link add p{number} mtu {mtu} type veth peer name eth0 mtu {mtu} netns {host.pid}",
            f"link set p{number} master br0",
            f"link set p{number} up",
        ]
    _ip(lines)
    for host in hosts:
        status, said = host.run(["sh", "-c", _address_script(host)], 60, chroot=False)
        if status != 0:
            raise RuntimeError(f"{host.name}: {said}")


def _address_script(host):
    # No duplicate address detection, no router solicitation: they are noise in the frames.
    lines = ["link set lo up", *(f"address add {a} dev eth0{' nodad' if ':' in a else ''}" for a in host.addresses), "link set eth0 up"]
    if host.gateway:
        lines.append(f"route add default via {host.gateway}")
    batch = "\\n".join(lines)
    return f"echo 0 > /proc/sys/net/ipv6/conf/eth0/router_solicitations; printf '{batch}\\n' | ip -batch -"


def _children(pid):
    with open(f"/proc/{pid}/task/{pid}/children") as file:
        return file.read().split()


class Scenario:
    def __init__(self, description):
        self.description = description
        self.hosts = {}
        self.echoes = Echoes()
        self.capture = None
        self.steps = []

    def play(self):
        problem = None
        try:
            for entry in self.description["hosts"]:
                host = Host(entry["name"], entry.get("root"), entry["addresses"])
                host.gateway = entry.get("gateway")
                self.hosts[host.name] = host
            _connect(list(self.hosts.values()), self.description.get("mtu", 1500))
            self.capture = Capture({host.name: f"p{number}" for number, host in enumerate(self.hosts.values())})
            for entry in self.description["hosts"]:
                if "files" in entry:
                    self.hosts[entry["name"]].copy(entry["files"])
            for step in self.description["steps"]:
                self._step(step)
        except Exception as error:
            problem = f"{type(error).__name__}: {error}"
        self.echoes.close()
        lost = self.capture.stop() if self.capture is not None else 0
        logs = {name: self._log(host) for name, host in self.hosts.items()}
        for host in self.hosts.values():
            host.end()
        subprocess.run(["ip", "link", "delete", "br0"], capture_output=True)
        frames = self.capture.frames if self.capture is not None else []
        return {"problem": problem, "lost": lost, "steps": self.steps, "echoes": self.echoes.log, "frames": frames, "logs": logs}

    def _step(self, step):
        began = time.time()
        result = getattr(self, "_" + step["do"].replace("-", "_"))(step) or {}
        name = step.get("name", step["do"])
        self.steps.append({"name": name, "host": step.get("host"), "began": round(began, 3), "ended": round(time.time(), 3), **result})
        print(f"  {name} {step.get('host', '')} {time.time() - began:.1f}s", flush=True)

    def _mark(self, step):
        pass

    def _sleep(self, step):
        time.sleep(step["seconds"])

    def _run(self, step):
        status, output = self.hosts[step["host"]].run(step["argv"], step.get("timeout", 240), step.get("chroot", True))
        if status != 0 and not step.get("mayFail", False):
            raise RuntimeError(f"{step['host']}: {step['argv']} ended with {status}: {output[-2000:]}")
        return {"status": status, "output": output}

    def _start(self, step):
        host = self.hosts[step["host"]]
        with open(host.inside(f"/run/{step['process']}.log"), "ab") as log:
            quick = "/run/quick:" if step.get("quickUpdown", False) else ""
            host.processes[step["process"]] = host.start(step["argv"], True, quick, stdout=log, stderr=subprocess.STDOUT)

    def _kill(self, step):
        process = self.hosts[step["host"]].processes.pop(step["process"])
        process.send_signal(getattr(signal, step["signal"]))
        process.wait(60)

    def _until(self, step):
        """Runs a program again and again until what it prints has the pattern."""
        deadline = time.time() + step["timeout"]
        while True:
            _, output = self.hosts[step["host"]].run(step["argv"], 60)
            if re.search(step["pattern"], output):
                return {"reached": True}
            if time.time() > deadline:
                if step.get("mayFail", False):
                    return {"reached": False}
                raise RuntimeError(f"{step['host']}: {step['argv']} never printed {step['pattern']}: {output[-1500:]}")
            time.sleep(step.get("every", 0.3))

    def _loaded(self, step):
        """Until pluto has so many conns and the `addconn --autoall` that it started has ended: all routed that will be."""
        host = self.hosts[step["host"]]
        pluto = host.processes["pluto"]
        deadline = time.time() + step["timeout"]
        while True:
            status, output = host.run(["/usr/libexec/ipsec/whack", "--status"], 60)
            found = re.search(r"Total IPsec connections: loaded (\d+)", output)
            if found and int(found.group(1)) >= step["conns"] and not _children(pluto.pid):
                return {"output": output}
            if pluto.poll() is not None:
                raise RuntimeError(f"{host.name}: pluto ended with {pluto.returncode}: {self._log(host)[-1500:]}")
            if time.time() > deadline:
                raise RuntimeError(f"{host.name}: {found.group(0) if found else output[-300:]}, not {step['conns']}: {self._log(host)[-3000:]}")
            time.sleep(0.3)

    def _pairs(self, step):
        return [(self.hosts[host], address) for host, address in step["pairs"]]

    def _ping(self, step):
        answered = self.echoes.ping(
            self._pairs(step), step.get("count", 0), step.get("interval", 0.5), step.get("size", 84), step.get("df", False), step.get("timeout", 30)
        )
        return {"answered": answered}

    def _begin_traffic(self, step):
        self.echoes.begin(self._pairs(step), step.get("interval", 0.5), step.get("size", 84))

    def _end_traffic(self, step):
        self.echoes.end()

    def _log(self, host):
        try:
            with open(host.inside("/run/pluto.log"), errors="replace") as file:
                return file.read()[-60000:]
        except OSError:
            return ""
