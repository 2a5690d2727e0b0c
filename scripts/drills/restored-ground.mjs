/** What the drill "restored" makes before, and looks at before and after: a tenant with a website and a database, one of its people, the ledger. */
import { randomBytes } from 'node:crypto'
import { request } from 'node:http'
import { join } from 'node:path'
import { repository } from '../build/repository.mjs'
import { run } from '../up/run.mjs'
import { writeFileAtomic } from '../up/state.mjs'

const tenant = 'drill-restored'
const title = 'Made by a drill of Reeve'
const site = 'www.drill-restored.test'
const www = `${tenant}/www`
const db = `${tenant}/db`
const gate = '10.87.0.2'
const cli = join(repository, 'scripts', 'reeve.mjs')

/** The command line as root, with --json. */
export async function reeve(...words) {
  const { stdout } = await run([process.execPath, cli, ...words, '--json'])
  return JSON.parse(stdout)
}

const incusExec = async (id, project, argv, input) =>
  (await run(['incus', '--project', project, '--force-local', 'exec', id, '-T', '--', ...argv], input === undefined ? {} : { input }))
    .stdout

const psql = [
  's6-setuidgid',
  'postgres',
  '/usr/lib/reeve/pg/psql',
  '-h',
  '/run/postgresql',
  '-U',
  'postgres',
  '-d',
  'app',
  '-X',
  '-q',
  '-A',
  '-t',
  '-c',
]

/** One question to the panel as a browser asks it. */
function ask(panel, procedure, input, cookie = '') {
  const headers = { host: 'localhost:8090', origin: panel.origin, 'content-type': 'application/json', cookie }
  return new Promise((resolve, reject) => {
    const outgoing = request(
      { host: '127.0.0.1', port: 8090, method: 'POST', path: `/api/trpc/${procedure}`, headers, agent: false },
      (incoming) => {
        let text = ''
        const given = (incoming.headers['set-cookie'] ?? []).map((line) => line.split(';')[0]).join('; ')
        incoming.setEncoding('utf8').on('data', (part) => {
          text += part
        })
        incoming.on('end', () => resolve({ status: incoming.statusCode, cookie: given, body: JSON.parse(text) }))
      },
    )
    outgoing.setTimeout(30_000, () => outgoing.destroy(new Error('the panel does not answer')))
    outgoing.on('error', reject).end(JSON.stringify({ json: input }))
  })
}

async function answered(panel, procedure, input, cookie) {
  const told = await ask(panel, procedure, input, cookie)
  if (told.status !== 200) throw new Error(`${procedure} ended with ${told.status}: ${JSON.stringify(told.body)}`)
  return { data: told.body.result.data.json, cookie: told.cookie }
}

/** A person with a password and an API token, whose text goes into `tokenFile`. */
async function makePerson(tenantId, tokenFile) {
  const account = {
    name: 'Drill',
    email: `drill-${randomBytes(6).toString('hex')}@example.org`,
    password: randomBytes(18).toString('base64url'),
  }
  const { link } = await reeve('person', 'invite', account.email, '--role', 'owner', '--tenant', tenantId)
  const panel = new URL(link.url)
  const token = new URLSearchParams(panel.hash.slice(1)).get('token')
  const { cookie } = await answered(panel, 'setup.join', { token, ...account })
  const scope = { groups: ['read'], tenants: null, services: null, sources: null }
  const { data } = await answered(panel, 'tokens.create', { ...scope, label: 'drill', days: 2, password: account.password }, cookie)
  writeFileAtomic(tokenFile, `${data.text}\n`)
  return { panel, account, tokenFile }
}

const write = (project, website, path, input) =>
  run(['incus', '--project', project, '--force-local', 'exec', website, '-T', '--user', '1000', '--', 'tee', `/srv/www/htdocs/${path}`], {
    input,
  })

/** After the installation was backed up: its records know nothing of this backup, and it is the one that has to come back. */
export async function changeSite({ project, website }) {
  await reeve('service', 'wake', www)
  await write(project, website, 'index.html', `drill ${randomBytes(8).toString('hex')}`)
  await reeve('backup', 'now', www)
}

/** Makes everything. `repository`: where its backups go; undefined: where the plan says. Answers what `look` needs. */
export async function makeGround(tokenFile, repository) {
  const found = (await reeve('tenant', 'list')).find(({ name }) => name === tenant)
  if (found !== undefined && found.title !== title) throw new Error(`The drill needs the tenant name ${tenant}, which is somebody's own.`)
  const { paths } = await import('../build/load-ts.mjs').then(({ loadTs }) => loadTs('contracts/zones.ts'))
  if (found !== undefined) await reeve('tenant', 'delete', found.id, '--approve-with', paths.approver)
  const { id } = await reeve('tenant', 'create', tenant, '--title', title)
  const website = await reeve('service', 'create', '--tenant', tenant, '--kind', 'webserver', '--name', 'www', '--domain', site)
  const database = await reeve('service', 'create', '--tenant', tenant, '--kind', 'postgresql', '--name', 'db')
  const project = `reeve-${id}`
  await reeve('service', 'wake', www)
  await write(project, website.id, 'index.html', 'before the backup of the installation')
  await write(project, website.id, 'large.bin', randomBytes(3_000_000).toString('base64'))
  await reeve('service', 'wake', db)
  const sql = 'CREATE TABLE words (n int, word text); INSERT INTO words SELECT n, md5(n::text) FROM generate_series(1, 20000) n'
  await incusExec(database.id, project, [...psql, sql])
  const person = await makePerson(id, tokenFile)
  for (const service of [www, db]) {
    if (repository !== undefined) await reeve('backup', 'policy', service, '--repository', repository)
    await reeve('backup', 'now', service)
  }
  return { project, website: website.id, database: database.id, person }
}

/** What has to be the same afterwards, by names. */
export async function look({ project, website, database }) {
  await reeve('service', 'wake', www)
  const files = await incusExec(website, project, ['find', '/srv/www/htdocs/', '-type', 'f', '-exec', 'sha256sum', '{}', '+'])
  await reeve('service', 'wake', db)
  const query = "SELECT count(*) || ' ' || md5(string_agg(n || word, ',' ORDER BY n)) FROM words"
  const { stdout: page } = await run(['curl', '-s', '--max-time', '30', '-H', `Host: ${site}`, `http://${gate}/`])
  const { stdout: authority } = await run(['openssl', 'x509', '-in', '/var/lib/reeve/pki/ca.crt', '-noout', '-fingerprint', '-sha256'])
  return {
    'sha256 of the files of the website': files.trim().split('\n').sort().join('\n'),
    'the site by its name, through the gate': page,
    'a query of the database': (await incusExec(database, project, [...psql, query])).trim(),
    'certificate of the installation’s own CA': authority.trim(),
  }
}

export const ledgerHead = async () => {
  const { entries, head } = await reeve('audit', 'verify')
  return { sequence: entries, hash: head }
}

/** The chain is whole and goes on from the head that was seen before. */
export async function ledgerGoesOn({ sequence, hash }) {
  const { entries } = await reeve('audit', 'verify')
  const page = await reeve('audit', 'list', '--before', String(sequence + 1), '--limit', '1')
  const [entry] = page
  return entry?.hash === hash ? `whole, ${entries} entries, entry ${sequence} is the one that was seen` : undefined
}

export async function signsIn({ panel, account }) {
  const { status, cookie } = await ask(panel, 'auth.signIn', { email: account.email, password: account.password })
  return status === 200 && cookie !== '' ? 'signed in' : undefined
}

export async function tokenWorks({ tokenFile }) {
  const tenants = await reeve('tenant', 'list', '--url', 'http://localhost:8090', '--token-file', tokenFile)
  return tenants.some(({ name }) => name === tenant) ? 'the API sees the tenant' : undefined
}

/** Root's software authenticator is accepted by the keep: it approves the deletion of what the drill made. */
export async function removeGround({ account }) {
  const { loadTs } = await import('../build/load-ts.mjs')
  const { paths } = await loadTs('contracts/zones.ts')
  const found = (await reeve('tenant', 'list')).find(({ name }) => name === tenant)
  await reeve('tenant', 'delete', found.id, '--approve-with', paths.approver)
  await reeve('person', 'delete', account.email)
  return 'approved, and the drill’s tenant is gone'
}
