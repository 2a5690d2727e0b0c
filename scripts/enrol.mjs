#!/usr/bin/env node
/**
 * `npm run enrol [-- --json]`: a new secret for the next administrator's key, by which the keep comes to trust it; and as long as nobody has
 * joined, a new link for the first administrator. What was given before stops working.
 */
import { parseArgs } from 'node:util'
import { loadTs } from './build/load-ts.mjs'
import { connectApi, ensureApprover, grantEnrolment } from './up/enrolment.mjs'
import { main, requireRoot } from './up/main.mjs'
import { UsageError } from './up/options.mjs'
import { readState } from './up/state.mjs'

await main(async () => {
  requireRoot()
  let values
  try {
    ;({ values } = parseArgs({ options: { json: { type: 'boolean' } } }))
  } catch (error) {
    throw new UsageError(error.message)
  }
  const zones = await loadTs('contracts/zones.ts')
  const api = await connectApi()
  await ensureApprover(zones, api, readState().listen?.host)
  const { joined } = await api.setup.state.query()
  const url = joined ? null : (await api.setup.enrolmentLink.mutate()).url
  const secret = await grantEnrolment(zones)
  const link = url === null ? '' : `Link for the first administrator, once:\n\n    ${url}\n\n`
  const words = `${link}Secret for the next key of an administrator, once:\n\n    ${secret}\n`
  process.stdout.write(values.json ? `${JSON.stringify({ url, secret })}\n` : words)
  return 0
})
