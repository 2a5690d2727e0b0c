export const member = {
  says: 'A member signs in at the panel and tries every action that is for owners and above, and another tenant’s service: all of it is refused.',
  tests: [
    {
      file: 'e2e/machine/member.real.test.ts',
      titles: [
        'the session is one: what members may do is answered',
        'a member is refused %s',
        'another tenant’s service reads as one that is not there',
        'none of it has changed anything',
      ],
    },
  ],
}
