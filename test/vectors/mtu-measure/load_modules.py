"""Loads kernel modules with what they need; the guest has no modprobe."""
import ctypes
import os
import sys

base = f"/usr/lib/uml/modules/{os.uname().release}/"
libc = ctypes.CDLL(None, use_errno=True)


def name_of(path):
    return os.path.basename(path).split(".")[0].replace("-", "_")


needs = {}
with open(base + "modules.dep") as table:
    for line in table:
        path, rest = line.split(":")
        needs[name_of(path)] = (path, rest.split())


def load(name):
    if name not in needs:
        return
    path, others = needs.pop(name)
    for other in reversed(others):
        load(name_of(other))
    file = os.open(base + path, os.O_RDONLY)
    if libc.syscall(313, file, b"", 0) != 0:  # finit_module on x86-64
        print(name, os.strerror(ctypes.get_errno()))
    os.close(file)


for module in sys.argv[1:]:
    load(module)
