# Sends one packet for each line of stdin, `SOURCE DESTINATION PROTOCOL SOURCEPORT DESTINATIONPORT`, and waits for none of them.
use strict; use warnings;
use Socket qw(:all);
use Fcntl;
while (my $line = <STDIN>) {
  my ($from, $to, $protocol, $source, $port) = split ' ', $line;
  my $family = $to =~ /:/ ? AF_INET6 : AF_INET;
  my $end = sub { $family == AF_INET6 ? pack_sockaddr_in6($_[1], inet_pton(AF_INET6, $_[0])) : pack_sockaddr_in($_[1], inet_aton($_[0])) };
  my $raw = $protocol != 6 && $protocol != 17;
  socket(my $s, $family, $raw ? SOCK_RAW : $protocol == 6 ? SOCK_STREAM : SOCK_DGRAM, $protocol) or next;
  fcntl($s, F_SETFL, O_NONBLOCK);
  setsockopt($s, SOL_SOCKET, SO_REUSEADDR, 1);
  bind($s, $end->($from, $raw ? 0 : $source)) or next;
  if ($protocol == 6) { connect($s, $end->($to, $port)) }
  else { send($s, $protocol == 1 ? "\x08\0\xf7\xff\0\0\0\0" : "\0" x 16, 0, $end->($to, $raw ? 0 : $port)) }
}
