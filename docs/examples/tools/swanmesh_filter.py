#!/usr/bin/env python3
"""Jinja2 filters that ask one `swanmesh filter` for everything.

    {{ "node-1.example.com" | swanmesh_file("etc/ipsec.d/mesh.conf") }}
    {{ {"esp": "aes_gcm256", "overlay": "vxlan"} | swanmesh_mtu }}

As a program: swanmesh_filter.py cluster.yaml template.j2 [name=value …]
"""
import json
import subprocess
import sys

import jinja2


class Swanmesh:
    """One process that answers every request; a finding that is an error becomes an exception."""

    def __init__(self, cluster, command=("npx", "swanmesh")):
        self._process = subprocess.Popen(
            [*command, "filter", cluster], stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8"
        )

    def ask(self, request, **members):
        self._process.stdin.write(json.dumps({"request": request, **members}) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if line == "":
            raise RuntimeError("swanmesh filter has ended; its standard error says why")
        answer = json.loads(line)
        if not answer["ok"]:
            raise RuntimeError("; ".join(f["message"] for f in answer["findings"] if f["severity"] == "error"))
        return answer["answer"]

    def file(self, host, path):
        """The text of one file of a host."""
        files = {file["path"]: file["content"] for file in self.ask("render", host=host)["files"]}
        return files[path]

    def mtu(self, question):
        """The MTU that is left in the overlay, or in the tunnel without one."""
        return self.ask("mtu", **question)["overlayMtu"]

    def add_to(self, environment):
        environment.filters.update(swanmesh_file=self.file, swanmesh_mtu=self.mtu)
        return environment


def main():
    cluster, template, *words = sys.argv[1:]
    environment = jinja2.Environment(undefined=jinja2.StrictUndefined, keep_trailing_newline=True)
    Swanmesh(cluster).add_to(environment)
    with open(template, encoding="utf-8") as file:
        text = environment.from_string(file.read()).render(dict(word.split("=", 1) for word in words))
    sys.stdout.write(text)


if __name__ == "__main__":
    main()
