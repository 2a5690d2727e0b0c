import { expect, it } from 'vitest'
import { catalogues } from '@/app/_text/catalogues'
import { settingWords } from './_names'

it.each([
  ['memoryMiB', '1024', 'Memory', '1 GiB'],
  ['processes', '4096', 'Processes', '4,096'],
  ['stopAfterSeconds', '0', 'Stop after', 'never'],
  ['freezeAfterSeconds', '600', 'Freeze after', '10 min'],
  ['cpus', null, 'CPUs', 'not set'],
  ['documentRoot', '', 'documentRoot', '“”'],
  ['documentRoot', '1024', 'documentRoot', '1024'],
])('says %s %s in words', (name, value, label, words) => {
  const setting = settingWords(name, catalogues.en)
  expect([setting.label, setting.said(value)]).toEqual([label, words])
})
