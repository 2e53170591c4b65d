"""Sets static xfrm states for every transform and asks the kernel what goes through. Prints JSON."""
import errno
import itertools
import json
import os
import socket
import subprocess
import sys

LINKS = [1280, 1400, 1450, 1500, 9000]

CIPHERS = {  # kernel name, bytes of key
    "AES_CBC": ("cbc(aes)", 16),
    "CAMELLIA_CBC": ("cbc(camellia)", 16),
    "3DES_CBC": ("cbc(des3_ede)", 24),
    "AES_CTR": ("rfc3686(ctr(aes))", 20),
    "NULL": ("ecb(cipher_null)", 0),
}
INTEGRITIES = {  # kernel name, bytes of key, bits of the ICV
    "HMAC_SHA1_96": ("hmac(sha1)", 20, 96),
    "HMAC_SHA2_256_128": ("hmac(sha256)", 32, 128),
    "HMAC_SHA2_256_TRUNCBUG": ("hmac(sha256)", 32, 96),
    "HMAC_SHA2_384_192": ("hmac(sha384)", 48, 192),
    "HMAC_SHA2_512_256": ("hmac(sha512)", 64, 256),
    "HMAC_MD5_96": ("hmac(md5)", 16, 96),
    "AES_XCBC_96": ("xcbc(aes)", 16, 96),
    "AES_CMAC_96": ("cmac(aes)", 16, 96),
}
AEADS = {
    "AES_GCM_16": ("rfc4106(gcm(aes))", 20, 128),
    "AES_GCM_12": ("rfc4106(gcm(aes))", 20, 96),
    "AES_GCM_8": ("rfc4106(gcm(aes))", 20, 64),
    "AES_CCM_16": ("rfc4309(ccm(aes))", 19, 128),
    "AES_CCM_12": ("rfc4309(ccm(aes))", 19, 96),
    "AES_CCM_8": ("rfc4309(ccm(aes))", 19, 64),
    "NULL_AUTH_AES_GMAC": ("rfc4543(gcm(aes))", 20, 128),
    "CHACHA20_POLY1305": ("rfc7539esp(chacha20,poly1305)", 36, 128),
}


def key(length):
    # Three different thirds: the kernel refuses a 3DES key with equal ones.
    return "0x" + "".join(f"{(7 * i + 1) % 256:02x}" for i in range(length)) if length else '""'


TRANSFORMS = {name: ("esp", f"aead {a} {key(k)} {bits}") for name, (a, k, bits) in AEADS.items()}
for (cipher, (c, ck)), (integrity, (a, k, bits)) in itertools.product(CIPHERS.items(), INTEGRITIES.items()):
    TRANSFORMS[f"{cipher}-{integrity}"] = ("esp", f"enc {c} {key(ck)} auth-trunc {a} {key(k)} {bits}")
for name, (a, k, bits) in INTEGRITIES.items():
    TRANSFORMS[f"AH {name}"] = ("ah", f"auth-trunc {a} {key(k)} {bits}")


def ip(lines):
    done = subprocess.run(["ip", "-batch", "-"], input="\n".join(lines) + "\n", text=True, capture_output=True)
    if done.returncode != 0:
        sys.exit(f"{lines[-1]}: {done.stderr}")


def host(family, link, number):
    return f"192.0.{link}.{number}" if family == "ipv4" else f"fd00:{link}::{number}"


def inside(family, link, number):
    return f"10.{link}.0.{number}" if family == "ipv4" else f"fd10:{link}::{number}"


def protect(proto, algorithm, mode, outer, encap):
    flags = (["align4"] if proto == "ah" and outer == "ipv4" else []) + (["af-unspec"] if mode == "tunnel" else [])
    lines = ["xfrm state flush", "xfrm policy flush"]
    for link in range(len(LINKS)):
        ends = f"src {host(outer, link, 1)} dst {host(outer, link, 2)} proto {proto}"
        udp = "" if encap == "none" else f"encap espinudp 4500 4500 {'0.0.0.0' if outer == 'ipv4' else '::'}"
        flag = f"flag {' '.join(flags)}" if flags else ""
        lines.append(f"xfrm state add {ends} spi {0x1000 + link} reqid {link + 1} mode {mode} {flag} {algorithm} {udp}")
        for inner in ("ipv4", "ipv6") if mode == "tunnel" else (outer,):
            place = inside if mode == "tunnel" else host
            selector = f"src {place(inner, link, 1)} dst {place(inner, link, 2)}"
            lines.append(f"xfrm policy add {selector} dir out tmpl {ends} reqid {link + 1} mode {mode}")
    ip(lines)


def mtu_to(family, address):
    level, discover, mtu, headers = (0, 10, 14, 28) if family == "ipv4" else (41, 23, 24, 48)
    with socket.socket(socket.AF_INET if family == "ipv4" else socket.AF_INET6, socket.SOCK_DGRAM) as udp:
        udp.setsockopt(level, discover, 2)  # don't fragment
        udp.connect((address, 9))
        largest = udp.getsockopt(level, mtu)
        udp.send(bytes(largest - headers))
        try:
            udp.send(bytes(largest - headers + 1))
            sys.exit(f"{address}: one byte more than {largest} left")
        except OSError as error:
            if error.errno != errno.EMSGSIZE:
                raise
        return largest


ip(
    [
        line
        for link, mtu in enumerate(LINKS)
        for line in [
            f"link add d{link} type dummy",
            f"link set d{link} mtu {mtu} up",
            *(f"addr add {place(family, link, 1)}/{bits} dev d{link} {extra}"
              for place in (host, inside)
              for family, bits, extra in (("ipv4", 24, ""), ("ipv6", 64, "nodad"))),
        ]
    ]
)
rows = []
for (name, (proto, algorithm)), mode, outer, encap in itertools.product(
    TRANSFORMS.items(), ("tunnel", "transport"), ("ipv4", "ipv6"), ("none", "udp")
):
    if proto == "ah" and encap == "udp":
        continue
    protect(proto, algorithm, mode, outer, encap)
    for inner in ("ipv4", "ipv6") if mode == "tunnel" else (outer,):
        place = inside if mode == "tunnel" else host
        rows.append([name, mode, outer, inner, encap, [mtu_to(inner, place(inner, link, 2)) for link in range(len(LINKS))]])
print('{"kernel": "%s", "links": %s, "rows": [' % (os.uname().release, json.dumps(LINKS)))
print(",\n".join(json.dumps(row) for row in rows))
print("]}")
