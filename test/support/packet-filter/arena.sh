# A host with eth0 to three peers of each family, in two namespaces; read by arena.ts. Neighbours are told, so that rules may drop
# ARP and neighbour discovery.
set -eu
PATH="$PATH:/usr/sbin:/sbin"
mount -t tmpfs none /run
echo 0 >/proc/sys/net/ipv6/conf/default/accept_dad
ip link set lo up
ip netns add outside
nsenter --net=/run/netns/outside sh -c 'echo 0 >/proc/sys/net/ipv6/conf/default/accept_dad; ip link set lo up'
ip link add eth0 type veth peer name wire netns outside
ip link set eth0 address 02:00:00:00:00:01
nsenter --net=/run/netns/outside ip link set wire address 02:00:00:00:00:02
ip link set eth0 up
nsenter --net=/run/netns/outside ip link set wire up
ip addr add 10.0.0.1/24 dev eth0
ip addr add fd00::1/64 dev eth0 nodad
for peer in 10.0.0.2/24 10.0.0.7/24 10.0.0.130/24 fd00::2/64 fd00::7/64 fd00::1:0/64; do
  nsenter --net=/run/netns/outside ip addr add "$peer" dev wire
  ip neigh add "${peer%/*}" lladdr 02:00:00:00:00:02 dev eth0 nud permanent
done
for own in 10.0.0.1 fd00::1 10.0.0.9 fd00::9; do
  nsenter --net=/run/netns/outside ip neigh add "$own" lladdr 02:00:00:00:00:01 dev wire nud permanent
done
touch /run/home
mount --bind /proc/self/ns/net /run/home
sleep 0.1
exec perl "$arena" "$folder" /run/netns/outside /run/home
