#!/usr/bin/python3
"""The first process of the guest: loads what ESP needs, then plays scenarios from a shared folder until told to stop.

The kernel's command line says `swanmesh.folder=DIR`. There the guest takes `N.scenario.json`, in the order of N, writes
`N.result.json`, and ends at a file `stop`.
"""
import json
import os
import sys
import time
import traceback

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from kernel import load_modules, mount, power_off  # noqa: E402
from scenario import Scenario  # noqa: E402

MODULES = """ipv6 veth bridge xfrm_algo xfrm_user esp4 esp6 xfrm4_tunnel xfrm6_tunnel tunnel4 tunnel6 ah4 ah6
authenc authencesn echainiv seqiv cbc gcm ctr ccm cmac hmac sha512_generic ghash-generic gf128mul chacha20poly1305 chacha_generic poly1305_generic jitterentropy_rng drbg
udp_tunnel ip6_udp_tunnel vxlan geneve overlay x_tables ip_tables ip6_tables iptable_filter ip6table_filter iptable_mangle xt_policy xt_tcpudp
xt_multiport xt_comment xt_conntrack xt_state xt_esp xt_mark xt_addrtype ipt_REJECT ip6t_REJECT ip6t_frag ip6t_hbh ip6t_rt ip6t_ah ipt_ah xt_TCPMSS xt_tcpmss xt_limit xt_length""".split()


def main():
    for source, target, kind in (("proc", "/proc", "proc"), ("sysfs", "/sys", "sysfs"), ("tmpfs", "/run", "tmpfs")):
        mount(source, target, kind)
    with open("/proc/cmdline") as file:
        folder = next(word.partition("=")[2] for word in file.read().split() if word.startswith("swanmesh.folder="))
    os.makedirs("/run/hosts")
    shared = "/run/shared"
    mount("none", shared, "hostfs", 0, folder)
    os.environ["PATH"] = "/usr/sbin:/usr/bin:/sbin:/bin"
    missing = load_modules(MODULES)
    if missing:
        print("modules:", ", ".join(missing), flush=True)
    print("ready", flush=True)
    number = 0
    while True:
        names = os.listdir(shared)
        if f"{number}.scenario.json" in names:
            with open(f"{shared}/{number}.scenario.json") as file:
                description = json.load(file)
            print(f"scenario {number}: {description['name']}", flush=True)
            result = Scenario(description).play()
            with open(f"{shared}/{number}.part", "w") as file:
                json.dump(result, file)
            os.rename(f"{shared}/{number}.part", f"{shared}/{number}.result.json")
            number += 1
        elif "stop" in names:
            return
        else:
            time.sleep(0.1)


try:
    main()
except BaseException:
    traceback.print_exc()
    sys.stderr.flush()
power_off()
