import type { Argv, Kind } from './kind.ts'

/** A client in the perl that every Debian has: fixed words, the port is an argument. Ends with 0 when the server answers in its own protocol. */
const client = (say: string, fits: string): string =>
  `use IO::Socket::INET; my $s = IO::Socket::INET->new(PeerAddr => "127.0.0.1", PeerPort => $ARGV[0], Timeout => 5) or exit 1; alarm 10; ${say} $s->flush; my $l = ""; sysread($s, $l, 512) or exit 1; exit(${fits} ? 0 : 1)`

const clients: Record<Kind['probe']['protocol'], string> = {
  http: client('print $s "GET / HTTP/1.0\\r\\nHost: localhost\\r\\n\\r\\n";', '$l =~ m{^HTTP/1\\.[01] [1-4]\\d\\d}'),
  ssh: client('', '$l =~ /^SSH-2/'),
  // Whoever it lets in or not has an answer; while it mends itself it says 57P03 to all.
  postgresql: client(
    'my $m = pack("N", 196608) . "user\\0probe\\0database\\0probe\\0\\0"; print $s pack("N", 4 + length $m) . $m;',
    '$l =~ /^[RE]/ && $l !~ /57P03/',
  ),
}

/** A program for the inside of a VPS that asks the service as a client would: for trials, which have no network. */
export const probeProgram = ({ probe }: Pick<Kind, 'probe'>): Argv => ['perl', '-e', clients[probe.protocol], '--', String(probe.port)]
