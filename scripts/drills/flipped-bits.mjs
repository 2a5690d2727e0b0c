export const flippedBits = {
  says: 'One bit of a backup repository is flipped, 200 times at another place: each is found, and a damaged backup is not restored.',
  tests: [
    {
      file: 'e2e/machine/backups.real.test.ts',
      titles: [
        'is made, checked and listed, and wakes nobody',
        'that lost a bit is found out, each of 200 times, and a damaged backup is not restored',
      ],
    },
  ],
}
