export const common = {
  product: 'Reeve',
  save: 'Save changes',
  /** After a save that would have overwritten what somebody else saved. */
  loadNewer: 'Load the newer version',
  none: 'None',
  showAll: 'Show all',
  notDone: 'It could not be done. The list of actions says why.',
  /** The panel got no answer from the backend. */
  unavailable: 'The backend does not answer. Wait a moment, then try again.',
  /** Over every page, while the last answer is still shown. */
  backendSilent: 'The backend does not answer. What you see may be old.',
  down: {
    keep: (since: string) =>
      `The keep has not answered since ${since}. States may be older than that; what you ask for waits until it is back.`,
    keepNever: 'The keep has not answered yet. States may be old; what you ask for waits until it is back.',
    agents:
      'An agent of the keep does not answer. What it has to do waits until it is back, all else goes on. Zones on the dashboard say which one.',
    engine: 'The engine does not answer. Services cannot start or stop until it is back.',
    gate: 'The gate does not answer. Sites may be out of reach; changes of domains and certificates wait until it is back.',
  },
  /** The same for those who know a hosting provider and not its parts. */
  downForTenants: {
    keep: (since: string) =>
      `Since ${since} services cannot be controlled. What you see may be older than that, what you ask for waits, and what runs goes on.`,
    keepNever: 'Services cannot be controlled at the moment. What you see may be old, what you ask for waits, and what runs goes on.',
    agents: 'Some of what you ask for waits at the moment. What runs goes on.',
    engine: 'Services cannot start or stop at the moment. Running ones go on.',
    gate: 'Sites may be out of reach at the moment. Changes of domains and certificates wait.',
  },
  notFound: { title: 'Not found', text: 'There is nothing here, or it is not yours.', home: 'Go to the start page' },
  /** Of an object that goes while its page is open. */
  gone: 'Somebody deleted it while this page was open.',
  broken: {
    title: 'This page failed',
    text: 'Something went wrong while it was shown. Try again; if it stays, tell the administrator of this installation: the log of the panel says more.',
    retry: 'Try again',
  },
  backendDown: {
    title: 'The backend does not answer',
    text: 'The panel runs, but the part that knows your data does not. Services go on. This page tries again by itself.',
  },
  roles: {
    administrator: 'Administrator',
    reseller: 'Reseller',
    support: 'Support',
    auditor: 'Auditor',
    owner: 'Owner',
    member: 'Member',
  },
  /** What a member may do with a service. */
  verbs: { see: 'See', files: 'Files and deployments', configure: 'Settings and domains', power: 'Wake and sleep', people: 'People' },
  risks: { routine: 'routine', sensitive: 'sensitive', critical: 'critical' },
  zones: { panel: 'Panel', backend: 'Backend', keep: 'Keep', vault: 'Vault', gate: 'Gate', host: 'Host' },
  power: {
    running: 'Running',
    frozen: 'Frozen',
    stopped: 'Stopped',
    starting: 'Starting',
    stopping: 'Stopping',
    absent: 'Absent',
    error: 'Error',
  },
  limits: {
    cpus: 'CPUs',
    memory: 'Memory',
    disk: 'Disk',
    processes: 'Processes',
    services: 'Services',
    usedOf: (used: string, of: string) => `${used} of ${of}`,
  },
  authority: {
    title: 'CA of the gate',
    how: 'It signs every certificate that is not uploaded: import the file as a trusted authority in your browser or system, and its warnings end.',
    download: 'Download the CA certificate',
    fingerprint: 'SHA-256 fingerprint, the same as “reeve status” shows:',
    fingerprintOwn: 'SHA-256 fingerprint; ask the administrator of this installation for it before you trust the file:',
  },
  idle: {
    freezeAfter: 'Freeze after',
    stopAfter: 'Stop after',
    never: 'never',
    /** Null: never. */
    both: (freeze: string | null, stop: string | null) =>
      [freeze === null ? 'never freezes' : `freezes after ${freeze}`, stop === null ? 'never stops' : `stops after ${stop}`].join(', '),
    seconds: 's',
    freezeHint: 'Seconds without use until a service pauses. 0: never.',
    stopHint: 'Seconds without use until a service ends. 0: never.',
  },
}
