const key = Symbol.for('reeve.panel.stopping')
type Holder = typeof globalThis & { [key]?: AbortController }

/** Aborted when the process is told to end. On `globalThis`, since Next gives each bundle its own copy of a module. */
export function stopping(): AbortController {
  const holder = globalThis as Holder
  holder[key] ??= new AbortController()
  return holder[key]
}
