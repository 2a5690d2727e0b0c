import { describe, expect, test } from 'vitest'
import { readFolders, readKept, readPrograms } from './inside.ts'
import { type Lowered, type Used, weigh } from './weigh.ts'

const status = (pid: number, name: string, anon: number | undefined) =>
  `/proc/${pid}/status:Name:\t${name}\n${anon === undefined ? '' : `/proc/${pid}/status:RssAnon:\t   ${anon} kB\n`}`

describe('what is seen inside of a VPS', () => {
  test('programs of one name are one, the largest first; those of the kernel hold nothing', () => {
    const text =
      status(1, 's6-svscan', 200) + status(20, 'php-fpm', 30_000) + status(21, 'php-fpm', 50_000) + status(9, 'kworker', undefined)
    expect(readPrograms(text)).toEqual([
      { name: 'php-fpm', count: 2, memoryBytes: 80_000 * 1024 },
      { name: 's6-svscan', count: 1, memoryBytes: 200 * 1024 },
      { name: 'kworker', count: 1, memoryBytes: 0 },
    ])
  })

  test('names cannot steer a terminal, and what is no line of a status counts for nothing', () => {
    expect(readPrograms(`${status(3, '\u001b[31mevil', 5)}/proc/x/status:Name:\tx\nRssAnon: 9 kB\n`)).toEqual([
      { name: '\ufffd[31mevil', count: 1, memoryBytes: 5120 },
    ])
  })

  const meminfo = (totalMiB: number) =>
    `MemTotal: ${totalMiB * 1024} kB\nActive(anon):  1024 kB\nInactive(anon): 2048 kB\nCached: 99999 kB\n`
  test.each([
    ['is what processes hold, without caches', meminfo(256), 3 * 1_048_576],
    ['is not known where the VPS sees the memory of the host', meminfo(24_000), undefined],
    ['is not known where nothing is said', '', undefined],
  ])('memory %s', (_, text, bytes) => {
    expect(readKept(text, 256)).toBe(bytes)
  })

  test('of folders those are named that say most', () => {
    const text = '900\t/srv/www/htdocs\n950\t/srv/www\n300\t/srv/tmp\n1300\t/srv\nnonsense\n'
    expect(readFolders(text, '/srv')).toEqual([
      { path: '/srv/www/htdocs', bytes: 900 },
      { path: '/srv/tmp', bytes: 300 },
    ])
  })
})

describe('a smaller limit', () => {
  const mib = (number: number) => number * 1_048_576
  const used: Used = {
    memoryBytes: mib(100),
    diskBytes: mib(1000),
    processes: 40,
    programs: [
      { name: 'php-fpm', count: 3, memoryBytes: mib(80) },
      { name: 'sh', count: 37, memoryBytes: 10 },
    ],
    folders: [{ path: '/srv/www', bytes: mib(990) }],
  }
  test.each<[string, Lowered, Used, string | undefined]>([
    ['memory above what is held', { memoryMiB: 128 }, used, undefined],
    ['memory below', { memoryMiB: 64 }, used, 'holds 100 MiB of memory (php-fpm 80 MiB). Choose at least 110 MiB'],
    ['memory a hair above', { memoryMiB: 105 }, used, 'Choose at least 110 MiB'],
    ['memory of what does not run', { memoryMiB: 64 }, { ...used, memoryBytes: undefined }, undefined],
    ['a disk with room', { diskMiB: 1050 }, used, undefined],
    ['a disk that is too full', { diskMiB: 512 }, used, '1000 MiB on the disk of the service (/srv/www 990 MiB). Choose at least 1050 MiB'],
    ['a disk that nobody counts', { diskMiB: 512 }, { ...used, diskBytes: undefined }, undefined],
    ['fewer processes than run', { processes: 32 }, used, 'runs 40 processes (sh 37, php-fpm 3)'],
    ['enough processes', { processes: 40 }, used, undefined],
  ])('%s', (_, lowered, now, refusal) => {
    const judge = () => weigh(lowered, now)
    if (refusal === undefined) expect(judge).not.toThrow()
    else expect(judge).toThrow(refusal)
  })
})
