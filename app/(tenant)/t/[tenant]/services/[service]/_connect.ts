import type { ServiceView } from '@/contracts/views'

type Reached = Pick<ServiceView, 'kind' | 'ownAddress' | 'ports' | 'domains' | 'config'>

/** Who signs in by ssh: `agents/catalogue/ssh.ts` makes no other user. */
const sshUser = 'tenant'

/** Commands that reach a service from a terminal, the best one first; none while nothing leads to it. */
export function commandsOf(service: Reached): string[] {
  const { kind, ownAddress: address, config } = service
  const [domain] = service.domains
  if (address === null) return domain === undefined ? [] : [`curl -i http://${domain}/`]
  const port = service.ports[0]?.port
  if (kind === 'ssh') {
    const sftp = `sftp ${port === 22 ? '' : `-P ${port} `}${sshUser}@${address}`
    return config.sftpOnly === true ? [sftp] : [`ssh ${port === 22 ? '' : `-p ${port} `}${sshUser}@${address}`, sftp]
  }
  if (kind === 'postgresql')
    return databasesOf(config).map((name) => `psql 'postgresql://${config.owner}@${address}:${port}/${name}?sslmode=require'`)
  return []
}

const databasesOf = ({ databases }: Record<string, unknown>): string[] =>
  Array.isArray(databases) ? databases.filter((name): name is string => typeof name === 'string') : []
