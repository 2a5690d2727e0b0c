export const badPatch = {
  says: 'Packages that fail, hang, fill the disk or break the server are offered to the websites of this machine: each stays as it was. Takes about five minutes.',
  tests: [
    {
      file: 'e2e/machine/patches.real.test.ts',
      titles: [
        'one whose own script fails',
        'one that breaks the server: the first service goes back, the rest is not touched',
        'one that fills the disk',
        'one that hangs',
        'and the next good one is in all services again',
      ],
    },
  ],
}
