/** One running instance as `/1.0/metrics` of the engine tells of it: bytes, CPU seconds, counts. */
export interface InstanceMetrics {
  project: string
  name: string
  cpuSeconds: number
  diskReadBytes: number
  diskWrittenBytes: number
  networkReceivedBytes: number
  networkSentBytes: number
  memoryTotalBytes: number
  memoryFreeBytes: number
  processes: number
}

type Figure = Exclude<keyof InstanceMetrics, 'project' | 'name'>

/** Samples of several devices, processors and modes add up. */
const figures: Readonly<Record<string, Figure>> = {
  incus_cpu_seconds_total: 'cpuSeconds',
  incus_disk_read_bytes_total: 'diskReadBytes',
  incus_disk_written_bytes_total: 'diskWrittenBytes',
  incus_network_receive_bytes_total: 'networkReceivedBytes',
  incus_network_transmit_bytes_total: 'networkSentBytes',
  incus_memory_MemTotal_bytes: 'memoryTotalBytes',
  incus_memory_MemFree_bytes: 'memoryFreeBytes',
  incus_procs_total: 'processes',
}

const nothing: Omit<InstanceMetrics, 'project' | 'name'> = {
  cpuSeconds: 0,
  diskReadBytes: 0,
  diskWrittenBytes: 0,
  networkReceivedBytes: 0,
  networkSentBytes: 0,
  memoryTotalBytes: 0,
  memoryFreeBytes: 0,
  processes: 0,
}

/** Lines that are none of these, and what cannot be read, are left out: the engine tells much more, and other releases tell other things. */
export function parseMetrics(text: string): InstanceMetrics[] {
  const found = new Map<string, InstanceMetrics>()
  for (const line of text.split('\n')) {
    const open = line.indexOf('{')
    const figure = open === -1 ? undefined : Object.hasOwn(figures, line.slice(0, open)) ? figures[line.slice(0, open)] : undefined
    if (figure === undefined) continue
    const close = line.lastIndexOf('} ')
    const value = Number(line.slice(close + 2).split(' ')[0])
    const labels = line.slice(open + 1, close)
    const project = labelOf(labels, 'project')
    const name = labelOf(labels, 'name')
    // The loopback card is nobody's traffic; idle time is no use.
    if (close === -1 || !Number.isFinite(value) || value < 0 || project === undefined || name === undefined) continue
    if (labelOf(labels, 'device') === 'lo' || labelOf(labels, 'mode') === 'idle') continue
    const key = `${project}/${name}`
    const instance = found.get(key) ?? { project, name, ...nothing }
    instance[figure] += value
    found.set(key, instance)
  }
  return [...found.values()]
}

/** Names of projects and instances hold no quotes. */
const labelOf = (labels: string, name: string): string | undefined => new RegExp(`(?:^|,)${name}="([^"]*)"`).exec(labels)?.[1]
