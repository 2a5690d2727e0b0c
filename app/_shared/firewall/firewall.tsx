'use client'

import { Change } from './change'
import { Log } from './log'
import { Rules } from './rules'
import { Sets } from './sets'
import { TestPanel } from './test-panel'
import { useFirewallLog } from './use-firewall'
import type { Whose } from './whose'

interface Props {
  whose: Whose
  /** Why the person may look and not change. */
  locked?: string | undefined
}

/** Everything about the rules of one list: what became of the last change, the rules, sets, a dry run, and what was turned away. */
export function Firewall({ whose, locked }: Props) {
  const log = useFirewallLog(whose)
  return (
    <div className="flex flex-col gap-5">
      <Change whose={whose} locked={locked} />
      <Rules whose={whose} locked={locked} log={log.data} />
      {whose.service === undefined && <Sets tenant={whose.tenant} locked={locked} />}
      <TestPanel whose={whose} />
      <Log whose={whose} query={log} />
    </div>
  )
}
