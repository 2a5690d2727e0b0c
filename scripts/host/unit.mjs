/**
 * The unit `reeve.service`, where systemd is. After the machine's start it has the engine listen to the keep; before its halt it stops what is
 * ours: the engine itself cannot end a frozen instance in order, and waits half a minute for each that it tries.
 */
import { readdirSync, rmdirSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { repository } from '../build/repository.mjs'
import { run } from '../up/run.mjs'
import { readText, writeFileAtomic } from '../up/state.mjs'
import { hasSystemd } from './processes.mjs'

const unit = 'reeve.service'
const path = `/etc/systemd/system/${unit}`
const program = join(repository, 'scripts', 'machine.mjs')

const text = `[Unit]
Description=Reeve: the engine's listener, and an orderly end of all instances
After=incus.service incus-startup.service
Wants=incus.service

[Service]
Type=oneshot
RemainAfterExit=yes
Restart=on-failure
RestartSec=10
ExecStart="${process.execPath}" "${program}" started
ExecStop="${process.execPath}" "${program}" halts
TimeoutStartSec=120
TimeoutStopSec=180

[Install]
WantedBy=multi-user.target
`

/** Removes a unit or a drop-in, and the drop-in's folder when nobody else has one there. */
export function removeUnitFile(file) {
  rmSync(file, { force: true })
  const folder = dirname(file)
  if (folder.endsWith('.d') && readdirSync(folder).length === 0) rmdirSync(folder)
}

export async function ensureUnit() {
  if (!hasSystemd()) return 'no systemd'
  if (readText(path) !== text) {
    writeFileAtomic(path, text, 0o644)
    await run(['systemctl', 'daemon-reload'])
  }
  await run(['systemctl', 'enable', '--now', unit])
  return 'enabled'
}

export async function removeUnit() {
  if (readText(path) === undefined) return
  await run(['systemctl', 'disable', '--now', unit], { accept: [0, 1] })
  rmSync(path, { force: true })
  await run(['systemctl', 'daemon-reload'])
}
