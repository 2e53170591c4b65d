# A host with eth0 to the outside and eth1 to its pods, in namespaces of their own; read by world.ts. Outside live the peers
# 10.0.0.2 and fd00::2, the management station 10.0.0.9 and fd00::9, and everybody else of 10.0.0.0/24 and fd00::/64. The
# host is 10.0.0.1 and fd00::1; a pod is 10.9.0.2 and fd09::2.
set -eu
PATH="$PATH:/usr/sbin:/sbin"
mount -t tmpfs none /run
cd "$(mktemp -d -p /run)"

# No waiting for duplicates of addresses.
echo 0 >/proc/sys/net/ipv6/conf/default/accept_dad
ip link set lo up
for name in outside inside; do
  ip netns add "$name"
  nsenter --net=/run/netns/"$name" sh -c 'echo 0 >/proc/sys/net/ipv6/conf/default/accept_dad'
  nsenter --net=/run/netns/"$name" ip link set lo up
done
# join NAME NAMESPACE ADDRESS-OF-HOST/LENGTH … -- ADDRESS/LENGTH …
join() {
  name=$1 there=$2
  shift 2
  ip link add "$name" type veth peer name wire netns "$there"
  ip link set "$name" up
  nsenter --net=/run/netns/"$there" ip link set wire up
  while [ "$1" != -- ]; do ip addr add "$1" dev "$name"; shift; done
  shift
  for address; do nsenter --net=/run/netns/"$there" ip addr add "$address" dev wire; done
}
join eth0 outside 10.0.0.1/24 fd00::1/64 -- 10.0.0.2/24 10.0.0.7/24 10.0.0.9/24 fd00::2/64 fd00::7/64 fd00::9/64
join eth1 inside 10.9.0.1/24 fd09::1/64 -- 10.9.0.2/24 fd09::2/64
for name in outside inside; do
  case $name in outside) via4=10.0.0.1 via6=fd00::1 ;; inside) via4=10.9.0.1 via6=fd09::1 ;; esac
  nsenter --net=/run/netns/$name sh -c "ip route add default via $via4; ip -6 route add default via $via6"
done
echo 1 >/proc/sys/net/ipv4/ip_forward
echo 1 >/proc/sys/net/ipv6/conf/all/forwarding

pids= listeners=
trap 'kill $pids $listeners 2>/dev/null || :' EXIT
perl "$probe" listen here.log & listeners="$listeners $!"
for name in outside inside; do
  nsenter --net=/run/netns/$name perl "$probe" listen $name.log & listeners="$listeners $!"
done
for log in here outside inside; do
  until [ -s $log.log ]; do sleep 0.02; done
done

# at ADDRESS COMMAND …: runs where that address lives.
at() {
  case $1 in
    10.0.0.1 | fd00::1 | 10.9.0.1 | fd09::1) shift; "$@" ;;
    10.9.* | fd09:*) shift; nsenter --net=/run/netns/inside "$@" ;;
    *) shift; nsenter --net=/run/netns/outside "$@" ;;
  esac
}
# send TOKEN FROM TO WHAT: one packet; a refusal by the sender's own filter is an answer too.
send() { at "$2" perl "$probe" send "$@" 2>/dev/null || :; }
# arrived: what came since the last time, on one line, in order.
arrived() {
  sleep 0.05
  rounds=$(cat here.log outside.log inside.log | grep -cx drained || :)
  # shellcheck disable=SC2086
  kill -USR1 $listeners
  until [ "$(cat here.log outside.log inside.log | grep -cx drained)" -eq $((rounds + 3)) ]; do sleep 0.02; done
  cat here.log outside.log inside.log | grep -vx -e ready -e drained | sort >now
  touch before
  comm -13 before now | uniq | tr '\n' ' '
  mv now before
  echo
}
