'use client'

import { Statistics } from '@/app/_shared/statistics/statistics'
import { useService } from '../_header'

const MiB = 1_048_576

export function ServiceStatistics() {
  const { id, tenant, resources } = useService()
  const limits = {
    cpu: resources.cpus,
    memory: resources.memoryMiB * MiB,
    disk: resources.diskMiB * MiB,
    processes: resources.processes,
  }
  return <Statistics subject={{ of: 'service', service: id, tenant, limits }} />
}
