import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseMetrics } from './openmetrics.ts'

const text = `# HELP incus_cpu_seconds_total The total number of CPU time used in seconds.
# TYPE incus_cpu_seconds_total counter
incus_cpu_seconds_total{cpu="0",mode="system",name="saaaaaaaaaaaa",project="reeve-taaaaaaaaaaaa",type="container"} 1.5
incus_cpu_seconds_total{cpu="1",mode="user",name="saaaaaaaaaaaa",project="reeve-taaaaaaaaaaaa",type="container"} 2.25
incus_cpu_seconds_total{cpu="0",mode="idle",name="saaaaaaaaaaaa",project="reeve-taaaaaaaaaaaa",type="container"} 999
incus_cpu_seconds_total{cpu="0",mode="user",name="keep",project="reeve",type="container"} 7
incus_disk_read_bytes_total{device="sda",name="saaaaaaaaaaaa",project="reeve-taaaaaaaaaaaa",type="container"} 4096
incus_disk_read_bytes_total{device="sdb",name="saaaaaaaaaaaa",project="reeve-taaaaaaaaaaaa",type="container"} 4096
incus_memory_MemFree_bytes{name="saaaaaaaaaaaa",project="reeve-taaaaaaaaaaaa",type="container"} 2.5e+07
incus_memory_MemTotal_bytes{name="saaaaaaaaaaaa",project="reeve-taaaaaaaaaaaa",type="container"} 1.34217728e+08
incus_network_receive_bytes_total{device="eth0",name="saaaaaaaaaaaa",project="reeve-taaaaaaaaaaaa",type="container"} 1000
incus_network_receive_bytes_total{device="lo",name="saaaaaaaaaaaa",project="reeve-taaaaaaaaaaaa",type="container"} 555
incus_network_transmit_bytes_total{device="eth0",name="saaaaaaaaaaaa",project="reeve-taaaaaaaaaaaa",type="container"} 2000
incus_procs_total{name="saaaaaaaaaaaa",project="reeve-taaaaaaaaaaaa",type="container"} 11
incus_uptime_seconds 5
incus_warnings_total 1
# EOF
`

test('instances are read: processors, devices and modes together, idle time and loopback left out', () => {
  expect(parseMetrics(text)).toEqual([
    {
      project: 'reeve-taaaaaaaaaaaa',
      name: 'saaaaaaaaaaaa',
      cpuSeconds: 3.75,
      diskReadBytes: 8192,
      diskWrittenBytes: 0,
      networkReceivedBytes: 1000,
      networkSentBytes: 2000,
      memoryTotalBytes: 134_217_728,
      memoryFreeBytes: 25_000_000,
      processes: 11,
    },
    expect.objectContaining({ project: 'reeve', name: 'keep', cpuSeconds: 7 }),
  ])
})

test('whatever comes, no figure is less than nothing or no number', () => {
  const line = fc.oneof(
    fc.string(),
    fc
      .tuple(fc.constantFrom('incus_cpu_seconds_total', 'incus_procs_total', 'constructor'), fc.string(), fc.string())
      .map(([name, labels, value]) => `${name}{name="a",project="b",${labels}} ${value}`),
  )
  fc.assert(
    fc.property(fc.array(line), (lines) => {
      for (const { project, name, ...figures } of parseMetrics(lines.join('\n'))) {
        for (const figure of Object.values(figures)) expect(figure >= 0 && Number.isFinite(figure)).toBe(true)
      }
    }),
  )
})
