/** What came back, from which moment, and what did not, for people. Pure. */
const moment = (at) => (at === null ? 'never' : `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`)

export function reportText({ control, services, unread, ledger, version, url, elapsed }) {
  const wide = Math.max(0, ...services.map(({ name }) => name.length))
  const line = ({ name, at, text }) => `  ${name.padEnd(wide)}  ${moment(at)}  ${text}\n`
  const back = services.filter(({ ok }) => ok)
  const not = services.filter(({ ok }) => !ok)
  const parts = [
    `\nReeve is back after ${elapsed}: ${url}\n\n`,
    `The installation itself is that of ${moment(control.at)}: people, tenants, settings, keys, certificates and rules. What was made or changed after that moment is not known to it.\n`,
    ledger.whole
      ? `The ledger is whole: ${ledger.entries} entries, head ${ledger.head}.\n`
      : `The ledger is broken at entry ${ledger.brokenAt} of ${ledger.entries}.\n`,
    control.version === version ? '' : `The backup was made by version ${control.version}; this is ${version}.\n`,
    back.length === 0 ? '' : `\nCame back, as of\n${back.map(line).join('')}`,
    not.length === 0
      ? ''
      : `\nDid not come back\n${not.map(line).join('')}  Bring each back by hand: reeve backup list SERVICE, then reeve backup restore SERVICE BACKUP\n`,
    unread.length === 0
      ? ''
      : `\nNot read, because they did not answer: the repositories ${unread.join(', ')}. Newer backups in them were not taken. They are asked again every hour: see that they answer, then look at reeve backup list SERVICE\n`,
    `\nNot in any backup: licence keys inside services, statistics since ${moment(control.at)}, the packages of full VPSs.\n`,
  ]
  return parts.join('')
}

/** After a trial: which backup it was, and what of it is of the machine that it was made on. */
export function trialText({ id, at, version, options }) {
  const held = Object.entries(options).map(([name, value]) => `  ${name}: ${[value].flat().join(', ')}\n`)
  return [
    `\nThis key opens this place. The backup ${id.slice(0, 12)} of the installation, of ${moment(at)}, by version ${version}, is there whole; nothing of it was kept.\n`,
    held.length === 0 ? '' : `\nOptions of "up" in it, which a restore takes over unless it is told others:\n${held.join('')}`,
  ].join('')
}
