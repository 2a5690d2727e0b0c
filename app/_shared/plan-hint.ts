import type { Text } from '@/app/_text/catalogues'
import { formatMiB } from '@/components/ui/format'
import type { TenantLimits } from '@/contracts/limits'

/** A plan's limits in one line. */
export const planHint = (limits: TenantLimits, { limits: text }: Text['common']): string =>
  [
    `${limits.services} ${text.services}`,
    `${limits.cpus} ${text.cpus}`,
    `${formatMiB(limits.memoryMiB)} ${text.memory}`,
    `${formatMiB(limits.diskMiB)} ${text.disk}`,
  ].join(', ')
