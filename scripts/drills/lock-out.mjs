export const lockOut = {
  says: 'Somebody locks himself out by a rule of the firewall: it goes back by itself, also when agent and applier are killed. Several times, for half a minute each, nothing that this machine asks reaches the gate, the panel included.',
  tests: [
    {
      file: 'e2e/machine/firewall.real.test.ts',
      titles: [
        'whoever locks himself out is let in again within 30 seconds, also when these are killed meanwhile: %j',
        'the watchdog alone lets one in again: neither agent nor applier run',
      ],
    },
    { file: 'e2e/firewall.spec.ts', titles: ['a change that may cut people off goes back by itself, and stays with a word'] },
  ],
}
