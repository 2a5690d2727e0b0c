/** The root of trust: root's own software authenticator in the keep, and the link for the first administrator. */
import { createHash, randomBytes } from 'node:crypto'
import { get } from 'node:http'
import { loadTs } from '../build/load-ts.mjs'
import { putFile } from '../host/incus.mjs'
import { siteOf } from '../zone/configuration.mjs'
import { project } from '../zone/instances.mjs'
import { cliSocket } from '../zone/proxies.mjs'
import { home, readText, writeFileAtomic } from './state.mjs'
import { until } from './steps.mjs'

export const approverFile = `${home}/approver.json`

/** The backend's procedures as root, once it answers. */
export async function connectApi() {
  const { connect } = await loadTs('cli/api.ts')
  const api = connect({ socket: cliSocket })
  await until('the backend', 60_000, () => api.setup.state.query())
  return api
}

/** HTTP status of the panel's first page, on the way of every browser: through the gate. */
const panelStatus = () =>
  new Promise((resolve, reject) => {
    get('http://127.0.0.1:8090/', { agent: false, headers: { host: 'localhost:8090' }, timeout: 10_000 }, (answer) => {
      answer.resume()
      resolve(answer.statusCode)
    })
      .once('error', reject)
      .once('timeout', () => reject(new Error('the panel does not answer')))
  })

/** Waits until every zone says that it works: keep and gate start their programs one after another. */
export async function awaitZones(api) {
  let unwell = []
  await until('health', 90_000, async () => {
    const { zones } = await api.status.get.query()
    // The panel is asked itself: nobody else sees it from there.
    unwell = zones.filter(({ zone, state }) => zone !== 'panel' && state !== 'up')
    return unwell.length === 0 && (await panelStatus()) < 500
  }).catch((error) => {
    const words = unwell.map(({ zone, state, detail }) => `${zone} is ${state}: ${detail}`).join('; ')
    throw new Error(words === '' ? error.message : words)
  })
}

const letters = 'abcdefghijklmnopqrstuvwxyz234567'
/** 125 random bits as people can read them out: five groups of five. */
const readable = (bytes) => Array.from(bytes, (byte, i) => (i > 0 && i % 5 === 0 ? '-' : '') + letters[byte % 32]).join('')

/** A secret that the keep takes once instead of an approval. The keep gets its digest, by the host's terminal only. */
export async function grantEnrolment(zones) {
  const secret = readable(randomBytes(25))
  const digest = createHash('sha256').update(secret).digest('hex')
  const owner = zones.keepUsers.door
  await putFile(project, 'keep', {
    path: '/var/lib/reeve/door/enrolment-secret',
    content: `${digest}\n`,
    mode: 0o600,
    uid: owner,
    gid: owner,
  })
  return secret
}

/** How the action ended, once it has. Throws when that was not well. */
async function ended(api, action, what) {
  const end = await until(what, 60_000, async () => {
    const view = await api.actions.get.query({ action })
    return ['done', 'failed', 'refused', 'expired', 'cancelled'].includes(view.state) ? view : undefined
  })
  if (end.state !== 'done') throw new Error(`${what}: ${end.error?.message ?? end.state}`)
}

const label = 'Root of the machine'

/** Keys that root had before, for another address of the panel: nobody has them any more, and what nobody has is not to be trusted. */
async function retireOlder(api, key) {
  const { approveWith } = await loadTs('contracts/software-authenticator.ts')
  const known = await api.trust.authenticators.query({})
  const older = known.filter((one) => one.person === 'root' && one.label === label && one.id !== key.authenticator)
  for (const { id } of older) {
    const { action } = await api.trust.revoke.mutate({ authenticator: id })
    const asked = await api.actions.approvalFor.query({ action })
    await api.actions.approve.mutate({ action, approval: await approveWith(key, asked.action) })
    await ended(api, action, 'the end of an older key of root')
  }
}

/** Makes the key of root and has the keep accept it, unless it does already; no other key of root stays trusted. */
export async function ensureApprover(zones, api, host) {
  const { key, state } = await enrolledKey(zones, api, siteOf(host))
  await retireOlder(api, key)
  return state
}

async function enrolledKey(zones, api, site) {
  const { createSoftwareAuthenticator, softwareAuthenticator } = await loadTs('contracts/software-authenticator.ts')
  const text = readText(approverFile)
  let key = text === undefined ? undefined : softwareAuthenticator.parse(JSON.parse(text))
  if (key?.rpId !== site.rpId || key.origin !== site.origins[0])
    key = await createSoftwareAuthenticator({ rpId: site.rpId, origin: site.origins[0] })
  const accepted = async () => (await api.trust.authenticators.query({})).some((known) => known.id === key.authenticator)
  if (await until('the keep', 60_000, async () => ({ known: await accepted() })).then(({ known }) => known))
    return { key, state: 'enrolled' }
  writeFileAtomic(approverFile, `${JSON.stringify(key, null, 2)}\n`)
  const secret = await grantEnrolment(zones)
  const { authenticator, credential, publicKey } = key
  const { action } = await api.trust.enrolKey.mutate({ authenticator, credential, publicKey, label, secret })
  await ended(api, action, 'the enrolment of root')
  return { key, state: 'enrolled anew' }
}

/** What the first administrator needs: the link, and the secret for the first key. Links and secrets given before stop working. */
export async function inviteFirst(zones, api) {
  const { url } = await api.setup.enrolmentLink.mutate()
  return `Open this link once to become the first administrator (it works for a short time):

    ${url}

  Your browser will ask for this secret when you enrol your first passkey:

    ${await grantEnrolment(zones)}
`
}
