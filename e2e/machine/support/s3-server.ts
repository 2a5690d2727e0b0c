/** A small S3 server on loopback: one bucket in memory, path style, signature version 4 looked at on every request. */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'

export interface S3Keys {
  accessKey: string
  secretKey: string
}

const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest()
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')
const header = (request: IncomingMessage, name: string): string => String(request.headers[name] ?? '').trim()

/** What is wrong with the signature of a request, as S3 names it. */
function faultOf(request: IncomingMessage, { accessKey, secretKey }: S3Keys): string | undefined {
  const form = /^AWS4-HMAC-SHA256 Credential=([^/]+)\/([^,]+), ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/
  const [, id = '', scope = '', signed = '', signature = ''] = form.exec(header(request, 'authorization')) ?? []
  if (id !== accessKey) return 'InvalidAccessKeyId'
  const [path = '', query = ''] = (request.url ?? '').split('?')
  const parts = query === '' ? [] : query.split('&').map((part) => (part.includes('=') ? part : `${part}=`))
  const headers = signed.split(';').map((name) => `${name}:${header(request, name).replace(/ +/g, ' ')}\n`)
  const canonical = [request.method, path, parts.sort().join('&'), headers.join(''), signed, header(request, 'x-amz-content-sha256')]
  const text = ['AWS4-HMAC-SHA256', header(request, 'x-amz-date'), scope, sha256(canonical.join('\n'))].join('\n')
  const key = scope.split('/').reduce<string | Buffer>((made, part) => hmac(made, part), `AWS4${secretKey}`)
  return timingSafeEqual(hmac(key, text), Buffer.from(signature, 'hex')) ? undefined : 'SignatureDoesNotMatch'
}

/** The bytes of a body that comes in signed pieces: `SIZE;chunk-signature=…`, bytes, and so on, to one of no bytes. */
function withoutPieces(body: Buffer): Buffer {
  const pieces: Buffer[] = []
  for (let at = 0; at < body.length; ) {
    const end = body.indexOf('\r\n', at)
    const size = Number.parseInt(body.toString('latin1', at, end), 16)
    if (size === 0) break
    pieces.push(body.subarray(end + 2, end + 2 + size))
    at = end + 2 + size + 2
  }
  return Buffer.concat(pieces)
}

export class S3Server {
  readonly objects = new Map<string, { bytes: Buffer; at: Date }>()
  readonly #server: Server

  constructor(
    readonly bucket: string,
    readonly keys: S3Keys,
  ) {
    this.#server = createServer((request, response) => {
      const parts: Buffer[] = []
      request.on('data', (part: Buffer) => parts.push(part))
      request.on('end', () => this.#answer(request, response, Buffer.concat(parts)))
    })
  }

  /** Port on 127.0.0.1. */
  listen(port: number): Promise<void> {
    return new Promise((resolve, reject) => this.#server.once('error', reject).listen(port, '127.0.0.1', resolve))
  }
  close(): Promise<void> {
    this.#server.closeAllConnections()
    return new Promise((resolve) => this.#server.close(() => resolve()))
  }

  #answer(request: IncomingMessage, response: ServerResponse, body: Buffer): void {
    const url = new URL(request.url ?? '/', 'http://s3')
    const fault = (status: number, code: string) =>
      response.writeHead(status, { 'content-type': 'application/xml' }).end(`<Error><Code>${code}</Code><Message>${code}</Message></Error>`)
    const wrong = faultOf(request, this.keys)
    if (wrong !== undefined) return void fault(403, wrong)
    const [, bucket, ...rest] = decodeURIComponent(url.pathname).split('/')
    if (bucket !== this.bucket) return void fault(404, 'NoSuchBucket')
    const key = rest.join('/')
    if (key === '') return void this.#answerBucket(url, response)
    const found = this.objects.get(key)
    if (request.method === 'PUT') {
      const bytes = header(request, 'x-amz-content-sha256').startsWith('STREAMING') ? withoutPieces(body) : body
      this.objects.set(key, { bytes, at: new Date() })
      return void response.writeHead(200, { etag: etagOf(bytes) }).end()
    }
    if (request.method === 'DELETE') {
      this.objects.delete(key)
      return void response.writeHead(204).end()
    }
    if (found === undefined) return void fault(404, 'NoSuchKey')
    const size = found.bytes.length
    const [, from = '0', to = ''] = /^bytes=(\d+)-(\d*)$/.exec(header(request, 'range')) ?? []
    const part = found.bytes.subarray(Number(from), to === '' ? size : Number(to) + 1)
    const ranged = request.headers.range !== undefined
    response.writeHead(ranged ? 206 : 200, {
      ...{ etag: etagOf(found.bytes), 'last-modified': found.at.toUTCString(), 'content-length': part.length },
      ...(ranged ? { 'content-range': `bytes ${from}-${Number(from) + part.length - 1}/${size}` } : {}),
    })
    response.end(request.method === 'HEAD' ? undefined : part)
  }

  #answerBucket({ searchParams }: URL, response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'application/xml' })
    if (searchParams.has('location')) return void response.end('<LocationConstraint></LocationConstraint>')
    if (!searchParams.has('list-type')) return void response.end()
    const [prefix, delimiter] = [searchParams.get('prefix') ?? '', searchParams.get('delimiter') ?? '']
    const contents: string[] = []
    const folders = new Set<string>()
    for (const [key, { bytes, at }] of [...this.objects].sort(([one], [other]) => (one < other ? -1 : 1))) {
      if (!key.startsWith(prefix)) continue
      const end = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length)
      if (end !== -1) folders.add(key.slice(0, end + 1))
      else
        contents.push(`<Contents><Key>${key}</Key><LastModified>${at.toISOString()}</LastModified><Size>${bytes.length}</Size></Contents>`)
    }
    const common = [...folders].map((folder) => `<CommonPrefixes><Prefix>${folder}</Prefix></CommonPrefixes>`)
    const inside = [`<Name>${this.bucket}</Name><IsTruncated>false</IsTruncated>`, ...contents, ...common]
    response.end(`<ListBucketResult>${inside.join('')}</ListBucketResult>`)
  }
}

const etagOf = (bytes: Buffer): string => `"${createHash('md5').update(bytes).digest('hex')}"`
