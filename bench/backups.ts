/** A website of one gigabyte: its first backup and one of what did not change, beside plain restic in the same VPS over the same data. */
import { done } from '../cli/follow.ts'
import { output } from './programs.ts'
import { type Row, timed } from './report.ts'
import { summary } from './statistics.ts'
import { session, type Website } from './subject.ts'

const largeFiles = 90
const smallFiles = 2000
const volumes = '/1.0/storage-pools/reeve-data/volumes/custom'
const plain = 'bench-plain'
const folder = '/srv/vault/bench-plain'

const query = (method: string, path: string, body: object) =>
  output('incus', 'query', '--wait', '-X', method, '-d', JSON.stringify(body), '--', path)
const inVault = (...argv: string[]) =>
  output(
    'incus',
    'exec',
    'vault',
    '--project',
    'reeve',
    '-T',
    '--env',
    'RESTIC_PASSWORD=bench',
    '--env',
    `RESTIC_CACHE_DIR=${folder}-cache`,
    '--',
    ...argv,
  )
const restic = (...argv: string[]) => inVault('restic', '-r', folder, ...argv)

/** Milliseconds of each piece of work, once: a gigabyte is not written twice for a better figure. */
async function once(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now()
  await work()
  return performance.now() - begun
}

async function fill(project: string, service: string): Promise<void> {
  await done(session, (await session.api.services.wake.mutate({ service })).action)
  const fixed = [
    `mkdir -p /srv/www/many; cd /srv/www/many; for i in $(seq ${largeFiles}); do dd if=/dev/urandom of=l$i bs=1M count=11 status=none; done`,
    `for i in $(seq ${smallFiles}); do head -c 8000 /dev/urandom > s$i; done`,
  ].join('; ')
  await output('incus', 'exec', service, '--project', project, '-T', '--', 'sh', '-c', fixed)
}

export async function measureBackups({ service, project }: Website): Promise<Row[]> {
  await fill(project, service)
  const backUp = async () => done(session, (await session.api.backups.run.mutate({ service })).action)
  const own = { first: await once(backUp), unchanged: await once(backUp) }
  const source = { type: 'copy', pool: 'reeve-data', name: service, project, volume_only: true }
  await query('POST', `${volumes}?project=reeve`, { name: plain, type: 'custom', content_type: 'filesystem', source })
  try {
    const disk = { type: 'disk', pool: 'reeve-data', source: plain, path: '/mnt/bench', readonly: 'true' }
    await query('PATCH', '/1.0/instances/vault?project=reeve', { devices: { plain: disk } })
    await restic('init')
    const make = () => restic('backup', '--quiet', '/mnt/bench')
    const theirs = { first: await once(make), unchanged: await once(make) }
    const row = (name: string, of: 'first' | 'unchanged', most: number): Row =>
      timed(name, summary([own[of]]), {
        beside: { name: 'plain restic', value: Math.round(theirs[of]) },
        aim: { at: 'most', value: most, of: 'ratio' },
      })
    return [row('first backup of 1 GB, checked', 'first', 1.5), row('backup of 1 GB that did not change, checked', 'unchanged', 3)]
  } finally {
    await query('PATCH', '/1.0/instances/vault?project=reeve', { devices: { plain: { type: 'none' } } })
    await output('incus', 'query', '--wait', '-X', 'DELETE', '--', `${volumes}/${plain}?project=reeve`)
    await inVault('rm', '-rf', '--', folder, `${folder}-cache`)
  }
}
