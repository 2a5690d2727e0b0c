/** Text of s6 services: a program under its own user, and its log beside it. */

const word = (text) => {
  if (!/^[\w./:=,@%+-]*$/.test(text)) throw new Error(`not a plain word for a run script: ${text}`)
  return text === '' ? '""' : text
}

/** User of all log writers. */
const logUser = 2900

/**
 * Files of one service. `user` is a number for user and group, `groups` further groups, `environment` a record, `argv` the program, `needs` a file
 * that must be there first (s6 tries again each second), `capability` those (by commas) that it keeps although it is not root, `stamp` puts a time before each line of programs that write none.
 */
export function serviceFiles({ name, user, groups = [], folder = '/', environment = {}, argv, needs, stamp = false, signal, capability }) {
  const lines = ['#!/bin/execlineb -P', 'fdmove -c 2 1', `cd ${word(folder)}`]
  if (needs !== undefined) lines.push(`if { test -e ${word(needs)} }`)
  for (const [key, value] of Object.entries(environment)) lines.push(`export ${word(key)} "${value.replaceAll('"', '')}"`)
  if (capability !== undefined) {
    const kept = capability
      .split(',')
      .map((name) => `+${name}`)
      .join(',')
    const caps = `--inh-caps ${kept} --ambient-caps ${kept} --bounding-set -all,${kept}`
    lines.push(`setpriv --reuid ${user} --regid ${user} --clear-groups ${caps}`)
  } else if (user !== 0) lines.push(`s6-applyuidgid -u ${user} -g ${user} -G "${groups.join(',')}"`)
  lines.push(argv.map(word).join(' '))
  const base = `/etc/s6/services/${name}`
  const files = [
    { path: `${base}/run`, content: `${lines.join('\n')}\n`, mode: 0o755 },
    { path: `${base}/timeout-kill`, content: '15000\n', mode: 0o644 },
    {
      path: `${base}/log/run`,
      content: `#!/bin/execlineb -P\ns6-applyuidgid -u ${logUser} -g ${logUser} -G ""\ns6-log -b n4 s1000000 ${stamp ? 'T ' : ''}/var/lib/reeve/log/${name}\n`,
      mode: 0o755,
    },
  ]
  if (signal !== undefined) files.push({ path: `${base}/down-signal`, content: `${signal}\n`, mode: 0o644 })
  return files
}

export const logFolders = (names) => [
  { path: '/var/lib/reeve/log', mode: 0o755, user: 0, group: 0 },
  ...names.map((name) => ({ path: `/var/lib/reeve/log/${name}`, mode: 0o750, user: logUser, group: logUser })),
]

/** Heap and young generation in MiB of what answers people. The bench runs them so as well. */
export const heaps = { panel: { heap: 192, semi: 8 }, backend: { heap: 192, semi: 8 } }

/** Node with a small heap: an agent needs little, and what it does not take the tenants have. */
export const nodeOf = (heapMiB, semiMiB) => [
  '/opt/node/bin/node',
  `--max-old-space-size=${heapMiB}`,
  `--max-semi-space-size=${semiMiB}`,
  '--disable-proto=delete',
]
