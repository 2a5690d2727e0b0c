import { describe, expect, it } from 'vitest'
import { codeOf, messageOf } from '@/app/_lib/errors'
import { PUT } from '@/app/api/upload/route'
import { maxUploadBytes } from '@/contracts/files'
import { uploadOf } from './_send.ts'

const thrownBy = (status: number, text: string): unknown => {
  try {
    return uploadOf(status, text)
  } catch (error) {
    return error
  }
}

describe('the answer to an upload', () => {
  it('is its id', () => {
    const upload = `u${'a'.repeat(12)}`
    expect(uploadOf(201, JSON.stringify({ upload, bytes: 3, sha256: 'f' }))).toBe(upload)
  })

  it('is the sentence of the backend when it is refused', () => {
    const error = thrownBy(400, '{"error":{"code":"hostile_archive","message":"Leave out the links."}}')
    expect(messageOf(error, 'otherwise')).toBe('Leave out the links.')
    expect(codeOf(error)).toBe('hostile_archive')
  })

  it('is the sentence of the panel when it is refused there', async () => {
    const headers = { 'content-length': String(maxUploadBytes + 1) }
    const answer = await PUT(new Request('http://panel/api/upload', { method: 'PUT', headers }))
    expect(codeOf(thrownBy(answer.status, await answer.text()))).toBe('too_large')
  })

  it('says nothing when something else answered', () => {
    expect(messageOf(thrownBy(502, '<html>Bad gateway</html>'), 'otherwise')).toBe('otherwise')
    expect(messageOf(thrownBy(200, '{}'), 'otherwise')).toBe('otherwise')
  })
})
