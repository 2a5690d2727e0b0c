/** The second half of a restore: tenants and services are made anew by the keep, and each gets its data from its newest good backup. */
import { loadTs } from '../build/load-ts.mjs'
import { approverFile } from '../up/enrolment.mjs'
import { readState, readText, remember } from '../up/state.mjs'

const atRest = ['done', 'failed', 'refused', 'expired', 'cancelled']
const pauseMs = 1000
const after = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

const stateNow = () => readState().restoring
const note = (part) => remember({ restoring: { ...stateNow(), ...part } })

/** What a question that finds nobody there for a moment answers, in the end. */
async function patiently(work) {
  for (let tries = 0; ; tries++) {
    try {
      return await work()
    } catch (error) {
      const code = error?.data?.reeve?.code ?? error?.code
      if (tries > 120 || !/unavailable|rate_limited|timeout|ECONN|fetch failed/i.test(`${code} ${error.message}`)) throw error
      await after(pauseMs * 5)
    }
  }
}

async function ended(api, action) {
  for (;;) {
    const view = await patiently(() => api.actions.get.query({ action }))
    if (atRest.includes(view.state)) return view
    await after(pauseMs)
  }
}
const failureOf = ({ state, error }) => (state === 'done' ? undefined : (error?.message ?? state))

/** The restored installation as it is now: the one that was under way when its state was copied has failed. Answers a word. */
export async function backUpAgain(api) {
  try {
    const { action } = await patiently(() => api.backups.runControl.mutate())
    return failureOf(await ended(api, action)) ?? 'made'
  } catch (error) {
    return error.message
  }
}

/** The newest that is not known to be damaged. */
export const newestGood = (backups) => backups.find(({ verified }) => verified?.ok !== false)

/** What the vault knows, as soon as it has asked each repository once for what it has. */
async function adoptedState(api, pause) {
  for (;;) {
    const state = await patiently(() => api.backups.state.query())
    if (!state.adopting) return state
    await after(pause)
  }
}

/** Which backup each service gets: looked up before anything is made, so that none of an empty service is ever taken. */
export async function planOf(api, pause = pauseMs) {
  const { services, unread } = await adoptedState(api, pause)
  const plan = []
  for (const { service, name, tenantName, backups } of services) {
    const found = backups === 0 ? undefined : newestGood((await patiently(() => api.backups.list.query({ service }))).backups)
    plan.push({ service, name: `${tenantName}/${name}`, backup: found?.id ?? null, at: found?.at ?? null, never: backups === 0 })
  }
  return { plan, unread }
}

async function approved(api, key, action) {
  const { approveWith } = await loadTs('contracts/software-authenticator.ts')
  const asked = await patiently(() => api.actions.approvalFor.query({ action }))
  await patiently(async () => api.actions.approve.mutate({ action, approval: await approveWith(key, asked.action) }))
}

/** The action at its end. The keep lets so many of them through in an hour: the others wait. */
async function restored(api, key, of) {
  for (;;) {
    const { action } = await patiently(() => api.backups.restore.mutate(of))
    await approved(api, key, action)
    const end = await ended(api, action)
    if (end.error?.code !== 'rate_limited') return end
    await after(60_000)
  }
}

/** {ok, text} of one service. */
async function restoreOne(api, key, { service, backup, never }, made) {
  if (made !== undefined) return { ok: false, text: `not made: ${made}` }
  if (backup === null) return { ok: false, text: never ? 'empty: it was never backed up' : 'empty: its backups are lost or damaged' }
  try {
    const end = await restored(api, key, { service, backup })
    const failure = failureOf(end)
    return failure === undefined ? { ok: true, text: 'restored' } : { ok: false, text: `empty: ${failure}` }
  } catch (error) {
    return { ok: false, text: `empty: ${error.message}` }
  }
}

/** Failures of what made tenants and services, by their objects. */
async function makeAll(api) {
  const { actions } = stateNow().actions === undefined ? await patiently(() => api.setup.rebuild.mutate()) : stateNow()
  note({ actions })
  const failures = {}
  for (const action of actions) {
    const view = await ended(api, action)
    const failure = failureOf(view)
    if (failure !== undefined && view.object !== null) failures[view.object] = failure
  }
  return failures
}

/** Goes on where a call before was killed. `say` hears of each service. Answers {services: [{name, at, never, ok, text}], unread}. */
export async function bringBackServices(api, say) {
  const key = JSON.parse(readText(approverFile))
  if (stateNow().plan === undefined) note(await planOf(api))
  const failures = await makeAll(api)
  const { plan, unread = [] } = stateNow()
  for (const one of plan) {
    if (stateNow().ended?.[one.service] !== undefined) continue
    const end = await restoreOne(api, key, one, failures[one.service])
    say(`${one.name}: ${end.text}`)
    note({ ended: { ...stateNow().ended, [one.service]: end } })
  }
  return { services: plan.map(({ service, name, at, never }) => ({ name, at, never, ...stateNow().ended[service] })), unread }
}
