import { ReeveError } from '../../../contracts/errors.ts'
import type { Kind } from '../../catalogue/kind.ts'
import { programPath } from '../../engine/awake.ts'
import type { Engine } from '../../engine/client.ts'

/**
 * Asks the server in a VPS as its clients do, at the address that they use, and prints what it said: HTTP's status, or 1 for "it speaks its
 * protocol". Perl is in every Debian, and the keep has no way into the tenants' network. Tries until the deadline, and is content with a bad status
 * only at its end: a server may say "not yet" for a while.
 */
const client = `
use strict; use IO::Socket::INET;
my ($address, $port, $protocol, $seconds) = @ARGV;
my %ask = (
  http => "GET / HTTP/1.0\\r\\nHost: $address\\r\\nConnection: close\\r\\n\\r\\n",
  ssh => '',
  postgresql => pack('NN', 52, 196608) . "user\\0reeve_probe\\0database\\0reeve_probe\\0\\0",
);
my $request = $ask{postgresql};
substr($request, 0, 4) = pack('N', length $request);
$ask{postgresql} = $request;
my $end = time + $seconds;
my $last = 0;
do {
  my $socket = IO::Socket::INET->new(PeerAddr => $address, PeerPort => $port, Proto => 'tcp', Timeout => 2);
  if ($socket) {
    my $got = '';
    eval {
      local $SIG{ALRM} = sub { die };
      alarm 10;
      print $socket $ask{$protocol}; $socket->flush;
      sysread $socket, $got, 512;
      alarm 0;
    };
    alarm 0;
    if ($protocol eq 'http' and $got =~ m{^HTTP/1\\.[01] (\\d{3})}) { $last = $1; }
    elsif ($protocol eq 'ssh' and $got =~ /^SSH-/) { $last = 1; }
    elsif ($protocol eq 'postgresql' and $got ne '' and $got !~ /57P03/) { $last = 1; }
    if ($last > 0 and $last < 500) { print "$last\\n"; exit 0; }
  }
  select undef, undef, undef, 0.05;
} while (time < $end);
print "$last\\n";
`

export interface Asking {
  engine: Engine
  project: string
  service: string
  kind: Kind
  address: string
}

/** What it answers within so many seconds: 0 nothing, 1 its protocol, else the status of HTTP. */
export async function answerOf({ engine, project, service, kind, address }: Asking, seconds: number): Promise<number> {
  const { port, protocol } = kind.probe
  const outcome = await engine
    .exec(project, service, {
      argv: ['perl', '-e', client, '--', address, String(port), protocol, String(seconds)],
      environment: { PATH: programPath, LC_ALL: 'C' },
      timeoutMs: seconds * 1000 + 15_000,
      maxOutputBytes: 65_536,
    })
    .catch((error: unknown) => {
      // It is this root that lets nobody ask: trying again would lead to the same.
      if (!(error instanceof ReeveError) || (error.code !== 'timeout' && error.code !== 'conflict')) throw error
      throw new ReeveError('no_answer', 'The service started but nothing runs in it for long.', error)
    })
  const answer = Number(outcome.stdout.toString('utf8').trim())
  if (outcome.status === 0 && Number.isInteger(answer)) return answer
  throw new ReeveError('no_answer', 'The server could not be asked.', new Error(outcome.stderr.slice(-500)))
}

/** A site that answered with an error of its own before may do so afterwards; else an error is one of the new root. */
export function judgeAnswer(answer: number, before: number | null): void {
  if (answer === 0) throw new ReeveError('no_answer', 'The service started but does not answer.')
  if (answer >= 500 && (before === null || before < 500)) throw new ReeveError('no_answer', `The service answers with the error ${answer}.`)
}
