import type { ChangeState } from '@/contracts/history'

/** Changes of a service's settings. */
export const history = {
  title: 'History',
  hint: 'Every change of its settings. Going back is a change of its own, so there is a way forth again.',
  columns: { when: 'When', who: 'Who', what: 'What changed', state: 'State' },
  states: { pending: 'on its way', applied: 'applied', refused: 'refused' } satisfies Record<ChangeState, string>,
  current: 'in use',
  unset: 'not set',
  made: 'Made',
  same: 'Nothing that can be shown.',
  back: 'Go back to this',
  again: 'Try this again',
  isCurrent: 'It is in use.',
  backTitle: 'Go back to earlier settings',
  backText: (when: string) => `The service gets the settings of ${when}, checked before they are used. Its data stays as it is.`,
  backDone: 'The earlier settings are being applied',
  emptyTitle: 'No change yet',
  emptyText: 'Changes of its settings and resources appear here.',
}
