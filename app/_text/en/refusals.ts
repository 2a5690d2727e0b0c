import { formatNumber } from '@/contracts/number'

export const refusals = {
  title: 'Refused by the backend',
  description:
    'Tries of people and tokens to change what they may not, which the backend refused before the keep heard of them. The same within a minute is one row.',
  ownDescription: 'Tries to change something of this tenant by somebody who may not. The same within a minute is one row.',
  columns: { what: 'What', who: 'Who', from: 'From', tenant: 'Tenant', why: 'Why', when: 'When' },
  several: 'Many different things',
  times: (count: number) => `${formatNumber(count)} times`,
  outside: 'Somebody outside this tenant',
  foreign: 'Belongs to another tenant, and answers as if it were not there',
  emptyTitle: 'Nothing was refused',
  emptyText: 'When somebody tries what they may not, it is listed here.',
  older: 'Older tries',
}
