import { describe, expect, test } from 'vitest'
import { backportsEntry } from './apt.mjs'
import { newIn } from './packages.mjs'

const stanza = `Types: deb
URIs: https://mirror.example.org/debian
Suites: bookworm bookworm-updates
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg`

describe("Debian's backports come from where the machine has its packages", () => {
  test('a stanza keeps its address and its key', () => {
    expect(backportsEntry('bookworm', [{ name: 'debian.sources', text: `# comment\n\n${stanza}\n` }])).toEqual({
      file: 'reeve-backports.sources',
      text: `${stanza.replace('bookworm bookworm-updates', 'bookworm-backports')}\n`,
    })
  })

  test('a line keeps its options', () => {
    const text = 'deb-src http://m/debian bookworm main\ndeb [signed-by=/k.gpg] http://m/debian bookworm main contrib\n'
    expect(backportsEntry('bookworm', [{ name: 'sources.list', text }])).toEqual({
      file: 'reeve-backports.list',
      text: 'deb [signed-by=/k.gpg] http://m/debian bookworm-backports main contrib\n',
    })
  })

  test('what is switched off, of another release, or an update suite is no source of the release', () => {
    const texts = [`${stanza}\nEnabled: no\n`, stanza.replace('bookworm bookworm-updates', 'trixie'), stanza.replace('bookworm ', '')]
    for (const text of texts) expect(backportsEntry('bookworm', [{ name: 'a.sources', text }])).toBeUndefined()
    expect(backportsEntry('bookworm', [{ name: 'a.list', text: 'deb http://m/debian bookworm-updates main\n' }])).toBeUndefined()
  })
})

test('purge may take away what an installation adds, never what it upgrades', () => {
  const simulation = `Reading package lists...
Inst libuv1 (1.44.2-1 Debian:12 [amd64])
Inst libc6 [2.36-9] (2.36-10 Debian:12 [amd64])
Inst libgcc-s1:i386 (12.2.0 Debian:12 [i386])
Conf libuv1 (1.44.2-1 Debian:12 [amd64])
`
  expect(newIn(simulation)).toEqual(['libuv1', 'libgcc-s1'])
})
