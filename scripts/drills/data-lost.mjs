export const dataLost = {
  says: 'The data of a website is taken away from the data pool behind Reeve’s back; a restore brings every file back with the same sum.',
  tests: [
    {
      file: 'e2e/machine/backups.real.test.ts',
      titles: ['is made, checked and listed, and wakes nobody', 'of a service whose volume is lost, with equal sums'],
    },
  ],
}
