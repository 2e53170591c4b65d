# Sends packets that carry a token, and says which tokens arrive. `listen LOG`: notes every token that a socket of this
# namespace is given, until killed; asked by SIGUSR1, it notes when nothing is left. `send TOKEN FROM TO WHAT`: one packet; WHAT is esp, ah, an ICMPv6 type, or
# udp/SOURCE/DESTINATION. `flow FROM TO PORT SENT`: a TCP connection that sends each line of its stdin, and notes that in SENT.
use strict; use warnings;
use Socket qw(:all);
my ($verb, @rest) = @ARGV;
my %protocol = (esp => 50, ah => 51);
my $ext = pack('CCnNN', 253, 4, 0, 0x1234, 1) . "\0" x 12; # an AH of 24 bytes before a protocol that nobody has

sub family { $_[0] =~ /:/ ? AF_INET6 : AF_INET }
sub ends { my ($address, $port) = @_;
  $address =~ /:/ ? pack_sockaddr_in6($port, inet_pton(AF_INET6, $address)) : pack_sockaddr_in($port, inet_aton($address)) }

if ($verb eq 'send') {
  my ($token, $from, $to, $what) = @rest;
  my ($kind, $source, $port) = split m{/}, $what;
  my $s;
  if ($kind eq 'udp') {
    socket($s, family($to), SOCK_DGRAM, 17) or die $!;
    setsockopt($s, SOL_SOCKET, SO_REUSEADDR, 1); setsockopt($s, SOL_SOCKET, SO_REUSEPORT, 1);
    bind($s, ends($from, $source)) or die "bind $from: $!";
    send($s, "<$token>" . ('.' x ($ENV{PAD} // 0)), 0, ends($to, $port));
  } elsif ($kind =~ /^\d+$/) {
    socket($s, AF_INET6, SOCK_RAW, 58) or die $!;
    bind($s, ends($from, 0)) or die "bind $from: $!";
    send($s, pack('CCn', $kind, 0, 0) . "<$token>", 0, ends($to, 0));
  } else {
    socket($s, family($to), SOCK_RAW, $protocol{$kind}) or die $!;
    bind($s, ends($from, 0)) or die "bind $from: $!";
    send($s, ($kind eq 'ah' ? $ext : "\0" x 16) . "<$token>" . ('.' x ($ENV{PAD} // 0)), 0, ends($to, 0));
  }
} elsif ($verb eq 'flow') {
  my ($from, $to, $port) = @rest;
  socket(my $s, family($to), SOCK_STREAM, 6) or die $!;
  bind($s, ends($from, 0)) or die $!;
  connect($s, ends($to, $port)) or die "connect: $!";
  open(my $sent, '>>', $rest[3]) or die $!;
  $sent->autoflush(1);
  while (my $line = <STDIN>) { chomp $line; syswrite($s, "<$line>"); print $sent "$line\n" }
} elsif ($verb eq 'listen') {
  open(my $log, '>>', $rest[0]) or die $!;
  $log->autoflush(1);
  my $wanted = ''; my (%by, %accepting, %icmp);
  my $add = sub { my ($s) = @_; vec($wanted, fileno($s), 1) = 1; $by{fileno($s)} = $s };
  for my $family (AF_INET, AF_INET6) {
    my $any = $family == AF_INET ? '0.0.0.0' : '::';
    for my $protocol (50, 51, $family == AF_INET6 ? 58 : ()) {
      socket(my $s, $family, SOCK_RAW, $protocol) or die $!; $add->($s);
      $icmp{fileno($s)} = 1 if $protocol == 58;
    }
    for my $port (500, 4500, 7777, 9999) {
      socket(my $s, $family, SOCK_DGRAM, 17) or die $!;
      setsockopt($s, IPPROTO_IPV6, IPV6_V6ONLY, 1) if $family == AF_INET6;
      setsockopt($s, SOL_SOCKET, SO_REUSEADDR, 1); setsockopt($s, SOL_SOCKET, SO_REUSEPORT, 1);
      bind($s, ends($any, $port)) or die $!; $add->($s);
    }
    socket(my $s, $family, SOCK_STREAM, 6) or die $!;
    setsockopt($s, IPPROTO_IPV6, IPV6_V6ONLY, 1) if $family == AF_INET6;
    bind($s, ends($any, 22)) or die $!; listen($s, 9); $add->($s); $accepting{fileno($s)} = 1;
  }
  print $log "ready\n";
  my $asked = 0;
  $SIG{USR1} = sub { $asked = 1 };
  while (1) {
    my $count = select(my $ready = $wanted, undef, undef, $asked ? 0 : 0.05);
    if ($count <= 0) {
      if ($asked && $count == 0) { $asked = 0; print $log "drained\n" }
      next;
    }
    for my $fd (grep { vec($ready, $_, 1) } keys %by) {
      if ($accepting{$fd}) { accept(my $c, $by{$fd}); $add->($c); next }
      my $got = '';
      defined recv($by{$fd}, $got, 65536, 0) or next;
      if ($got eq '') { vec($wanted, $fd, 1) = 0; delete $by{$fd}; next }
      next if $icmp{$fd} && ord($got) < 128; # an error quotes the packet that it is about
      # A token is printable: the address of a neighbour may have the two brackets too, and what is between them then is no text.
      print $log "$1\n" while $got =~ /<([!-;=?-~]+)>/g;
    }
  }
}
