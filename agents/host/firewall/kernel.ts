import * as z from 'zod'
import { exec, execOk } from '../../core/exec.ts'

/** The firewall of the machine, as far as our own table goes. */
export interface HostKernel {
  /** One transaction: all of it or nothing. Throws when the kernel refuses it. */
  apply(text: string): Promise<void>
  /** The mark of what is loaded; undefined without our table. */
  mark(): Promise<number | undefined>
}

const listed = z.object({ nftables: z.array(z.looseObject({ set: z.object({ elem: z.tuple([z.int()]) }).optional() })) })

/** `prefix`: argv that leads into the network of a test. */
export const createHostKernel = (prefix: readonly string[] = []): HostKernel => ({
  apply: async (text) => {
    await execOk(['/usr/bin/env', ...prefix, 'nft', '-f', '-'], { input: text })
  },
  async mark() {
    const { status, stdout } = await exec(['/usr/bin/env', ...prefix, 'nft', '-j', 'list', 'set', 'inet', 'reeve_host', 'loaded'])
    return status === 0 ? listed.parse(JSON.parse(stdout)).nftables.find((entry) => entry.set !== undefined)?.set?.elem[0] : undefined
  },
})
