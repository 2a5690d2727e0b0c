export const approval = {
  approved: 'Approved',
  lostWithTenant: ['all its services with their data', 'its domains and certificates', 'its memberships'],
  cancelled: 'The passkey was not used. Nothing was approved.',
  failed: 'The approval was not sent. Try again.',
}
