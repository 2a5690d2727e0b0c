import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { chosen, countsOf, ofPlaywright, ofVitest, summaryOf } from './reports.mjs'

describe('nothing that went wrong is counted as passed', () => {
  test('a runner that left no report has failed', () => {
    expect(countsOf('/nowhere/report.json', 0, ofVitest)).toEqual({ passed: 0, failed: 1, flaky: 0 })
  })

  test('a runner that ended badly without a failed test has failed', () => {
    const folder = mkdtempSync(join(tmpdir(), 'reeve-report-'))
    const file = join(folder, 'report.json')
    writeFileSync(file, JSON.stringify({ stats: { expected: 3, flaky: 0, unexpected: 0 } }))
    expect(countsOf(file, 1, ofPlaywright)).toEqual({ passed: 3, failed: 1, flaky: 0 })
    expect(countsOf(file, 0, ofPlaywright)).toEqual({ passed: 3, failed: 0, flaky: 0 })
    rmSync(folder, { recursive: true })
  })

  test('skipped tests and files that did not load count as failed', () => {
    const testResults = [
      { status: 'failed', assertionResults: [] },
      { status: 'failed', assertionResults: [{}] },
    ]
    expect(ofVitest({ numPassedTests: 5, numFailedTests: 1, numPendingTests: 2, testResults })).toEqual({ passed: 5, failed: 4, flaky: 0 })
  })

  test('what passed at the second try only is told', () => {
    const stories = { name: 'stories', seconds: 2, ...ofPlaywright({ stats: { expected: 3, flaky: 2, unexpected: 0 } }) }
    expect(summaryOf([stories])).toBe('stories      5 passed    0 failed    2 flaky     2.0 s\n5 passed, 0 failed\n')
  })
})

test('a layer that is not there is a wrong usage, not an empty run', () => {
  expect(chosen(['unit', 'real'], [], Error)).toEqual(['unit', 'real'])
  expect(chosen(['unit', 'real'], ['real'], Error)).toEqual(['real'])
  expect(() => chosen(['unit', 'real'], ['typo'], (text: string) => new Error(text))).toThrow('There is no layer typo.')
})
