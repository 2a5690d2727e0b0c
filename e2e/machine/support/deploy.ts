import { Readable } from 'node:stream'
import { putStream } from '../../../cli/socket.ts'
import { actionAtRest } from '../../../contracts/states.ts'
import { paths } from '../../../contracts/zones.ts'
import { api } from './gate.ts'
import { until } from './http.ts'

/** `done`, or the code of the error that the action ended with. */
export async function outcomeOf(action: string): Promise<string> {
  const ended = await until(
    'the action is at rest',
    () => api.actions.get.query({ action }),
    (seen) => actionAtRest(seen.state),
    110,
  )
  return ended.error?.code ?? ended.state
}

/** Uploads bytes as an archive and has them deployed. */
export async function deployBytes(service: string, format: 'zip' | 'tar' | 'tar.gz', bytes: Buffer): Promise<string> {
  const { status, text } = await putStream(
    { socket: paths.cliSocket },
    `/uploads?service=${service}&format=${format}`,
    Readable.from([bytes]),
  )
  if (status !== 201) throw new Error(`the upload ended with ${status}: ${text}`)
  const { upload } = JSON.parse(text) as { upload: string }
  const { action } = await api.files.deploy.mutate({ service, upload })
  return outcomeOf(action)
}
