export const licence = {
  says: 'An altered licence counts for nothing; with an expired one nothing new is made, and everything that is there goes on.',
  tests: [
    {
      file: 'e2e/machine/licences.real.test.ts',
      titles: [
        'drill: an altered licence file is refused with a sentence and changes nothing',
        'drill: with an expired licence nothing new is made, and everything that is there runs, wakes, is changed and deleted',
      ],
    },
  ],
}
