import type { Text } from '@/app/_text/catalogues'
import { formatMiB } from '@/components/ui/format'
import type { TenantLimits } from '@/contracts/limits'
import { formatNumber } from '@/contracts/number'

/** A plan's limits in one line. */
export const planHint = (limits: TenantLimits, { limits: text }: Text['common']): string =>
  [
    `${formatNumber(limits.services)} ${text.services}`,
    `${formatNumber(limits.cpus)} ${text.cpus}`,
    `${formatMiB(limits.memoryMiB)} ${text.memory}`,
    `${formatMiB(limits.diskMiB)} ${text.disk}`,
  ].join(', ')
