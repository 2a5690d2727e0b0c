import { expect, it } from 'vitest'
import { maxUploadBytes } from '@/contracts/files'
import { archiveOf } from './_archive.ts'

it.each([
  ['site.zip', 1, { format: 'zip' }],
  ['Site.TGZ', 1, { format: 'tar.gz' }],
  ['site.tar.gz', maxUploadBytes, { format: 'tar.gz' }],
  ['site.tar', 0, { format: 'tar' }],
  ['site.rar', 1, { fault: 'wrongType' }],
  ['zip', 1, { fault: 'wrongType' }],
  ['site.zip', maxUploadBytes + 1, { fault: 'tooLarge' }],
])('%s of %d bytes is %o before it is sent', (name, size, said) => {
  expect(archiveOf({ name, size })).toEqual(said)
})
