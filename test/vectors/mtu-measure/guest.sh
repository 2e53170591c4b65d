#!/bin/sh
# The first process of the guest: mounts, modules, measurement, end. "shared=" on its command line is a folder of the host.
export PATH=/usr/sbin:/usr/bin:/sbin:/bin
mount -t proc proc /proc
mount -t sysfs sys /sys
shared=$(sed 's/.*shared=\([^ ]*\).*/\1/' /proc/cmdline)
mount -t tmpfs tmpfs /mnt
mkdir /mnt/shared
mount -t hostfs none /mnt/shared -o "$shared"
cd /mnt/shared
python3 load_modules.py hmac ghash_generic jitterentropy_rng drbg xfrm_user esp4 esp6 ah4 ah6 dummy authenc echainiv seqiv gcm ccm \
  ctr cbc xcbc cmac camellia_generic des_generic sha512_generic chacha20poly1305 chacha_generic poly1305_generic > log 2>&1
python3 measure.py > part.json 2>> log && mv part.json result.json
sync
python3 -c 'import ctypes; ctypes.CDLL(None).reboot(0x4321FEDC)'
