import { mostAskBytes } from '../../contracts/asks.ts'
import type { Process, RootFile } from './kind.ts'

/** Programs of every image for what a service asks of the panel (decision 020). Fixed lines: no value ever goes into one. */
const folder = '/run/reeve-asks'
const socket = '/run/reeve-ask.sock'
const takeProgram = '/usr/lib/reeve/ask-take'
const ringProgram = '/usr/lib/reeve/ask-ring'
const hearProgram = '/usr/lib/reeve/ask-hear'
export const askGiveProgram = '/usr/lib/reeve/ask-give'
export const askAnswerProgram = '/usr/lib/reeve/ask-answer'

/** How long whoever asked waits for an answer, in fifths of a second. */
const patience = 600

/** At most two at once for one user, eight together: whoever asks without end waits for himself. */
export const askProcess: Process = {
  name: 'ask',
  run: {
    sh: [`mkdir -p -m 0700 ${folder}`, `exec nice -n 10 s6-ipcserver -a 0666 -c 8 -C 2 ${socket} ${takeProgram}`],
  },
}

const script = (path: string, ...lines: string[]): RootFile => ({ path, content: `#!/bin/sh\n${lines.join('\n')}\n`, mode: 0o755 })

export const askFiles: readonly RootFile[] = [
  // One connection: a line comes in, and goes out again as the answer. The bytes are only ever moved, never read as words.
  script(
    takeProgram,
    'umask 077',
    `cd ${folder} || exit 1`,
    '# Nobody may fill the memory of the VPS with what nobody takes.',
    `[ "$(ls | wc -l)" -lt 64 ] || { echo 'refused: Too many requests wait for an answer.'; exit 0; }`,
    'ticket=$(mktemp XXXXXXXXXX) || exit 1',
    'trap \'rm -f "$ticket" "$ticket.ask" "$ticket.taken" "$ticket.answer"\' EXIT',
    `timeout 5 head -n 1 | head -c ${mostAskBytes} | tr -d '\\r\\n' >"$ticket"`,
    'mv "$ticket" "$ticket.ask"',
    `s6-ipcclient /dev/incus/sock ${ringProgram} >/dev/null 2>&1`,
    'waited=0',
    `while [ ! -e "$ticket.answer" ] && [ "$waited" -lt ${patience} ]; do sleep 0.2; waited=$((waited + 1)); done`,
    `cat "$ticket.answer" 2>/dev/null || echo 'waiting: Nobody has answered yet. The request stands in the panel if it was taken.'`,
  ),
  // The engine's own socket in every VPS, for root alone: the word "Ready" is an event that the keep hears.
  script(
    ringProgram,
    `printf 'PATCH /1.0 HTTP/1.1\\r\\nHost: incus\\r\\nContent-Type: application/json\\r\\nContent-Length: 17\\r\\nConnection: close\\r\\n\\r\\n{"state":"Ready"}' >&7`,
    'exec timeout 5 head -n 1 <&6',
  ),
  // For the keep: what waits, each once.
  script(
    askGiveProgram,
    `cd ${folder} 2>/dev/null || exit 0`,
    'left=$1',
    'for file in *.ask; do',
    '  [ -e "$file" ] && [ "$left" -gt 0 ] || break',
    '  ticket=$(basename "$file" .ask)',
    '  mv "$file" "$ticket.taken" 2>/dev/null || continue',
    '  printf \'%s \' "$ticket"; cat "$ticket.taken"; echo',
    '  left=$((left - 1))',
    'done',
  ),
  // From the keep: the answer to one of them, if somebody still waits for it.
  script(
    askAnswerProgram,
    `cd ${folder} || exit 1`,
    '[ -e "$1.taken" ] || exit 1',
    'umask 077',
    'head -c 1024 >"$1.part" && mv "$1.part" "$1.answer"',
  ),
  script(hearProgram, 'printf \'%s\\n\' "$*" >&7', 'exec cat <&6'),
  // The command for programs and people inside.
  script(
    '/usr/bin/reeve-ask',
    'if [ $# -lt 2 ] && [ "$1" != snapshot ]; then',
    '  echo "usage: reeve-ask cpus|memory|disk|processes [+]NUMBER [WHY...]" >&2',
    '  echo "       reeve-ask port NUMBER [WHY...]" >&2',
    '  echo "       reeve-ask package NAME [WHY...]" >&2',
    '  echo "       reeve-ask snapshot [WHY...]" >&2',
    '  echo "Asks for more for this service: NUMBER in all, or +NUMBER more, memory and disk in MiB; to listen at ports" >&2',
    '  echo "from NUMBER up; for a Debian package; or for a snapshot of its data, before something risky." >&2',
    '  exit 2',
    'fi',
    `answer=$(s6-ipcclient ${socket} ${hearProgram} "$@") || { echo 'reeve-ask: nobody takes requests here' >&2; exit 1; }`,
    'printf \'%s\\n\' "$answer"',
    'case $answer in granted:*) exit 0 ;; waiting:*) exit 3 ;; *) exit 1 ;; esac',
  ),
]
