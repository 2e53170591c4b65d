#!/bin/sh
# Imports this host's certificate into libreswan's NSS database. Written by swanmesh; --help says more.
# shellcheck disable=SC1003,SC2016 # the values are text, whatever they look like
set -u
nickname='node-1.example.com'
certificate='/etc/origin/node/server.crt'
key='/etc/origin/node/server.key'
authority='/etc/origin/node/ca.crt'
nssdir_default='/etc/ipsec.d'
