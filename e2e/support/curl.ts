import { program } from '../machine/support/engine.ts'

export interface Answer {
  status: number
  body: string
}

/** What a visitor's curl gets for a host name from the gate at `address`, by http or https. */
export async function curl(address: string, host: string, path = '/', scheme: 'http' | 'https' = 'http'): Promise<Answer> {
  const port = scheme === 'http' ? 80 : 443
  const argv = [
    '-sS',
    '-k',
    '--max-time',
    '60',
    '--resolve',
    `${host}:${port}:${address}`,
    '-w',
    '\n%{http_code}',
    '--',
    `${scheme}://${host}${path}`,
  ]
  const { status, stdout, stderr } = await program('curl', argv)
  if (status !== 0) throw new Error(`curl ${scheme}://${host}${path}: ${stderr}`)
  const end = stdout.lastIndexOf('\n')
  return { status: Number(stdout.slice(end + 1)), body: stdout.slice(0, end) }
}
