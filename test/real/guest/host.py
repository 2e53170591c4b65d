"""A host: a network, a mount and a name of its own, over the files of one Debian release."""
import os
import shutil
import signal
import struct
import subprocess

from kernel import CLONE_NEWNET, CLONE_NEWNS, CLONE_NEWUTS, MS_BIND, MS_PRIVATE_REC, mount, sethostname, setns, unshare


def _program_that_succeeds():
    """A static program of 129 bytes that exits with 0: the fastest `ipsec _updown` there is.

    The real one is a shell script. Here it takes half a second, while pluto waits and answers nobody; between host and
    host without subnets it has no routes to set, so nothing is lost.
    """
    code = bytes.fromhex("31ffb83c0000000f05")  # xor edi,edi; mov eax,60; syscall
    start, size = 0x400000 + 120, 120 + len(code)
    ident = b"\x7fELF\x02\x01\x01" + bytes(9)
    head = struct.pack("<HHIQQQIHHHHHH", 2, 62, 1, start, 64, 0, 0, 64, 56, 1, 0, 0, 0)
    segment = struct.pack("<IIQQQQQQ", 1, 5, 0, 0x400000, 0x400000, size, size, 0x1000)
    return ident + head + segment + code


class Host:
    def __init__(self, name, root, addresses):
        """`root`: a tree of provision.sh, or None for a machine that knows no IPsec."""
        self.name = name
        self.addresses = addresses
        self.root = f"/run/hosts/{name}"
        self.processes = {}
        ready, done = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            try:
                self._become(root)
                os.write(done, b"y")
            except BaseException as error:  # said to the parent, which fails the scenario
                os.write(done, f"n{error}".encode())
            signal.pause()
            os._exit(0)
        os.close(done)
        answer = os.read(ready, 400).decode()
        os.close(ready)
        if answer != "y":
            raise RuntimeError(f"host {name}: {answer[1:]}")

    def _become(self, root):
        unshare(CLONE_NEWNS | CLONE_NEWNET | CLONE_NEWUTS)
        mount("none", "/", "none", MS_PRIVATE_REC)
        sethostname(self.name)
        mount("tmpfs", self.root, "tmpfs")
        if root is not None:
            over = f"{self.root}/.over"
            for part in ("upper", "work"):
                os.makedirs(f"{over}/{part}")
            mount("overlay", self.root + "/root", "overlay", 0, f"lowerdir={root},upperdir={over}/upper,workdir={over}/work")
            mount("proc", f"{self.root}/root/proc", "proc")
            mount("sysfs", f"{self.root}/root/sys", "sysfs")
            mount("/dev", f"{self.root}/root/dev", "none", MS_BIND)
            mount("tmpfs", f"{self.root}/root/run", "tmpfs")
            mount("tmpfs", f"{self.root}/root/tmp", "tmpfs")
            os.makedirs(f"{self.root}/root/run/pluto")
            os.makedirs(f"{self.root}/root/run/quick")
            with open(f"{self.root}/root/run/quick/ipsec", "wb") as file:
                file.write(_program_that_succeeds())
            os.chmod(f"{self.root}/root/run/quick/ipsec", 0o755)

    def _enter(self, chroot):
        with open(f"/proc/{self.pid}/ns/net") as net, open(f"/proc/{self.pid}/ns/mnt") as mnt, open(f"/proc/{self.pid}/ns/uts") as uts:
            setns(net.fileno(), CLONE_NEWNET)
            setns(uts.fileno(), CLONE_NEWUTS)
            setns(mnt.fileno(), CLONE_NEWNS)
        if chroot:
            os.chroot(f"{self.root}/root")
        os.chdir("/")

    def start(self, argv, chroot=True, first_in_path="", **options):
        return subprocess.Popen(
            argv,
            stdin=subprocess.DEVNULL,
            preexec_fn=lambda: self._enter(chroot),
            env={"PATH": f"{first_in_path}/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8", "HOME": "/root"},
            **options,
        )

    def run(self, argv, timeout, chroot=True):
        """(exit status or -1, what it printed on both)."""
        process = self.start(argv, chroot, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True)
        try:
            output, _ = process.communicate(timeout=timeout)
            return process.returncode, output.decode("utf-8", "replace")
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            output, _ = process.communicate()
            return -1, output.decode("utf-8", "replace") + "\n(time limit)"

    def inside(self, path):
        """A path of the host as this process sees it: through the holder's mounts."""
        return f"/proc/{self.pid}/root{self.root}/root/{path.lstrip('/')}"

    def copy(self, folder):
        for here, _, names in os.walk(folder):
            target = self.inside(os.path.relpath(here, folder))
            os.makedirs(target, exist_ok=True)
            for name in names:
                shutil.copy2(f"{here}/{name}", f"{target}/{name}")

    def end(self):
        for process in self.processes.values():
            if process.poll() is None:
                process.kill()
                process.wait()
        # What its own scripts have left running: pluto, timers.
        own = os.readlink(f"/proc/{self.pid}/ns/net")
        for pid in filter(str.isdigit, os.listdir("/proc")):
            try:
                if int(pid) != self.pid and os.readlink(f"/proc/{pid}/ns/net") == own:
                    os.kill(int(pid), signal.SIGKILL)
            except OSError:
                pass
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
