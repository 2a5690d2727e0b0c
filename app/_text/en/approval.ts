export const approval = {
  approved: 'Approved',
  cancelled: 'The passkey was not used. Nothing was approved.',
  failed: 'The approval was not sent. Try again.',
}
