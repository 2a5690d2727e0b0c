import { expect, test } from 'vitest'
import { ReeveError } from '../../contracts/errors.ts'
import { runSteps, type Step } from './steps.ts'

const quiet = () => undefined

function steps(failing: ReeveError, undoFails?: ReeveError) {
  const done: string[] = []
  const step = (name: string, fault?: ReeveError): Step => ({
    text: name,
    run: async () => {
      done.push(`+${name}`)
      if (fault !== undefined) throw fault
    },
    undo: async () => {
      done.push(`-${name}`)
      if (name === 'a' && undoFails !== undefined) throw undoFails
    },
  })
  return { done, list: [step('a'), { ...step('b'), undo: undefined } as Step, step('c', failing), step('d')] }
}

test('a failure for good undoes what was begun, last first', async () => {
  const { done, list } = steps(new ReeveError('storage_full', 'full'))
  await expect(runSteps(list, quiet)).rejects.toMatchObject({ code: 'storage_full' })
  expect(done).toEqual(['+a', '+b', '+c', '-c', '-a'])
})

test('a failure that may pass undoes nothing: the same action comes again', async () => {
  const { done, list } = steps(new ReeveError('unavailable', 'gone'))
  await expect(runSteps(list, quiet)).rejects.toMatchObject({ code: 'unavailable' })
  expect(done).toEqual(['+a', '+b', '+c'])
})

test('when undoing meets a failure that may pass, the action stays open', async () => {
  const { list } = steps(new ReeveError('storage_full', 'full'), new ReeveError('unavailable', 'gone'))
  await expect(runSteps(list, quiet)).rejects.toMatchObject({ code: 'unavailable' })
})

test('when undoing fails for good, both faults are told', async () => {
  const { list } = steps(new ReeveError('storage_full', 'full'), new ReeveError('conflict', 'in use'))
  await expect(runSteps(list, quiet)).rejects.toThrow(AggregateError)
})
