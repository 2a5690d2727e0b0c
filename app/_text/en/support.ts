export const support = {
  label: 'Look at its pages',
  title: (name: string) => `Look at ${name} as support`,
  description:
    'You see the pages of this tenant for an hour and can change nothing. Its owners and the audit ledger show that you looked, and why.',
  reason: 'Reason',
  reasonHint: 'Such as the number of a ticket and what it is about.',
  start: 'Look at the tenant',
  banner: (name: string) => `You look at ${name} as support`,
  bannerText: (reason: string) => `Reason: ${reason}. Nothing can be changed, and what is inside the services is not shown.`,
  until: 'It ends',
  end: 'Stop looking',
}
