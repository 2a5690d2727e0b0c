import { expect, it } from 'vitest'
import { commandsOf } from './_connect.ts'

const at = (port: number) => ({ ownAddress: '10.88.1.3', ports: [{ name: 'main', port }], domains: [] })

it('a website is reached by its first domain, and by nothing while it has none', () => {
  const site = { kind: 'webserver', ownAddress: null, ports: [{ name: 'http', port: 80 }], config: {} }
  expect(commandsOf({ ...site, domains: ['www.acme.test', 'acme.test'] })).toEqual(['curl -i http://www.acme.test/'])
  expect(commandsOf({ ...site, domains: [] })).toEqual([])
})

it('an SSH server is reached by ssh and sftp, one for files alone by sftp', () => {
  expect(commandsOf({ kind: 'ssh', ...at(22), config: { sftpOnly: false } })).toEqual(['ssh tenant@10.88.1.3', 'sftp tenant@10.88.1.3'])
  expect(commandsOf({ kind: 'ssh', ...at(2222), config: { sftpOnly: true } })).toEqual(['sftp -P 2222 tenant@10.88.1.3'])
})

it('a database server is reached by psql, each database by its name', () => {
  expect(commandsOf({ kind: 'postgresql', ...at(5432), config: { owner: 'app', databases: ['app', 'shop'] } })).toEqual([
    "psql 'postgresql://app@10.88.1.3:5432/app?sslmode=require'",
    "psql 'postgresql://app@10.88.1.3:5432/shop?sslmode=require'",
  ])
})
