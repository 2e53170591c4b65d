# Loads rule sets into the namespace that it runs in, one after the other, and asks of each what becomes of real packets.
# arena.pl FOLDER: for each folder case-* in it: runs its load.sh, then the dumps of dump.sh, then sends, and writes `arrived`,
# the tokens of the packets that came. `nsenter` is not needed: a socket stays in the namespace in which it was made.
#
# A packet is sent three times each way: first, then the answer to it, then a later one; and the same beginning from the other end.
# So the token of a packet is BEGINNING/TIME/DIRECTION/PEER/SERVICE, where BEGINNING is the direction of the first.
use strict; use warnings;
use Socket qw(:all);
use Time::HiRes qw(sleep);

my ($folder, $outside) = @ARGV;
my %own = (4 => '10.0.0.1', 6 => 'fd00::1');
my %peers = (4 => ['10.0.0.2', '10.0.0.7', '10.0.0.130'], 6 => ['fd00::2', 'fd00::7', 'fd00::1:0']);
my %protocol = (esp => 50, ah => 51);
my %port = (ike => 500, 'nat-t' => 4500);
my @services = ('esp', 'ah', 'ike', 'nat-t');
# An AH of 24 bytes before a protocol that nobody has; an ESP with an SPI as random as any.
my %head = (ah => pack('CCnNN', 253, 4, 0, 0xc1a53b07, 1) . "\0" x 12, esp => pack('NN', 0xc1a53b07, 1) . "\0" x 8);

sub enter { my ($path) = @_;
  open(my $namespace, '<', $path) or die "$path: $!";
  syscall(308, fileno($namespace), 0x40000000) == 0 or die "setns $path: $!" }
sub ends { my ($address, $port) = @_;
  $address =~ /:/ ? pack_sockaddr_in6($port, inet_pton(AF_INET6, $address)) : pack_sockaddr_in($port, inet_aton($address)) }
my (%socket, %expected);
sub make { my ($address) = @_;
  my $family = $address =~ /:/ ? AF_INET6 : AF_INET;
  for my $service (@services) {
    my $port = $port{$service};
    socket(my $s, $family, defined $port ? SOCK_DGRAM : SOCK_RAW, defined $port ? 17 : $protocol{$service}) or die $!;
    bind($s, ends($address, $port // 0)) or die "bind $address $service: $!";
    $s->blocking(0);
    $socket{"$address $service"} = $s;
    # The end of a token that may come here: to a peer only what is meant for it.
    my $own = grep { $_ eq $address } values %own;
    $expected{fileno($s)} = ($own ? 'in/[^>/]+' : "out/\Q$address\E") . "/$service";
  } }

make($_) for values %own;
enter($outside);
make($_) for map { @$_ } values %peers;
enter($ARGV[2]);

# Forgets all connections: IPCTNL_MSG_CT_DELETE without a filter.
socket(my $netlink, 16, SOCK_RAW, 12) or die $!;
sub forget {
  send($netlink, pack('LSSLLCCn', 20, 0x102, 5, 1, 0, 0, 0, 0), 0) or die $!;
  recv($netlink, my $answer, 4096, 0);
}

my %arrived;
sub drain {
  my $wanted = '';
  vec($wanted, fileno($_), 1) = 1 for values %socket;
  while (select(my $ready = $wanted, undef, undef, 0.004) > 0) {
    for my $s (grep { vec($ready, fileno($_), 1) } values %socket) {
      # What was sent to another port or address has not come.
      my $end = $expected{fileno($s)};
      while (defined recv($s, my $got, 65536, 0)) { $arrived{$1} = 1 while $got =~ m{<([a-z]+/\d/$end)>}g }
    }
  }
}
sub shoot { my ($beginning, $time, $direction) = @_;
  for my $family (4, 6) {
    for my $peer (@{$peers{$family}}) {
      for my $service (@services) {
        my ($from, $to) = $direction eq 'in' ? ($peer, $own{$family}) : ($own{$family}, $peer);
        my $token = "<$beginning/$time/$direction/$peer/$service>";
        send($socket{"$from $service"}, ($head{$service} // '') . $token, 0, ends($to, $port{$service} // 0));
      }
    }
  }
  drain();
}

for my $case (sort glob("$folder/case-*")) {
  if (system("sh $case/load.sh >$case/said 2>&1") != 0) {
    open(my $out, '>', "$case/refused"); close $out;
  } else {
    # Some kernels set up conntrack's hooks a moment after the rules.
    system("cd $case && sh ../dump.sh 2>$case/dump-said");
    %arrived = ();
    drain();
    %arrived = ();
    for my $beginning ('in', 'out') {
      forget();
      my $other = $beginning eq 'in' ? 'out' : 'in';
      shoot($beginning, 1, $beginning); shoot($beginning, 2, $other); shoot($beginning, 3, $beginning);
    }
    open(my $out, '>', "$case/arrived") or die $!;
    print $out join("\n", sort keys %arrived), "\n";
    close $out;
  }
  system("sh $folder/clean.sh >/dev/null 2>&1");
}
