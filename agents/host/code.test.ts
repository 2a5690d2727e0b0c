import { expect, test } from 'vitest'
import { createCode } from './code.ts'

const says = (script: string) => createCode([process.execPath, '-e', script])()

test('what the checkout has is told, or that it could not be read', async () => {
  expect(await says(`console.log('{"version":"0.2.0","differs":true}')`)).toEqual({ version: '0.2.0', differs: true })
  await expect(says('throw new Error("no checkout")')).rejects.toMatchObject({
    code: 'internal',
    message: expect.stringContaining('could not be read'),
  })
})
