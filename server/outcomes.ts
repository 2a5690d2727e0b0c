import { asksCollect, serviceSnapshot } from './asks/outcomes.ts'
import { backupControl } from './backups/control.ts'
import { backupOther, backupRestore, backupRun, backupVerify } from './backups/outcomes.ts'
import { certificateDelete, certificatePut } from './certificates/outcomes.ts'
import type { Outcomes } from './dispatch/outcomes.ts'
import { routesApply } from './domains/outcomes.ts'
import { firewallApply, firewallSet, firewallTenant } from './firewall/outcomes.ts'
import { licenceChanged } from './licences/outcomes.ts'
import { hostPatch, patchBuild, patchCheck, patchDrop, patchUse, servicePatch } from './patches/outcomes.ts'
import { patchScheduled } from './patches/schedules.ts'
import { administratorAdd, administratorRemove } from './people/outcomes.ts'
import { serviceApply, serviceDelete } from './services/outcomes.ts'
import { tenantHandOver } from './tenants/hand-over.ts'
import { tenantApply, tenantDelete } from './tenants/outcomes.ts'
import { authenticatorEnrol, authenticatorRevoke } from './trust/outcomes.ts'

/** What the end of each action means for the rows here. Actions without a line change nothing that is wanted. */
export const outcomes: Outcomes = {
  'tenant.apply': tenantApply,
  'tenant.delete': tenantDelete,
  'tenant.handOver': tenantHandOver,
  'service.apply': serviceApply,
  'service.delete': serviceDelete,
  'service.snapshot': serviceSnapshot,
  'service.patch': servicePatch,
  'patch.check': patchCheck,
  'patch.build': patchBuild,
  'patch.schedule': patchScheduled,
  'patch.use': patchUse,
  'patch.drop': patchDrop,
  'patch.host': hostPatch,
  'patch.restore': hostPatch,
  'asks.collect': asksCollect,
  'backup.run': backupRun,
  'backup.control': backupControl,
  'backup.restore': backupRestore,
  'backup.restorePart': backupOther,
  'backup.revert': backupOther,
  'backup.verify': backupVerify,
  'backup.retire': backupOther,
  'backup.remove': backupOther,
  'backup.testRepository': backupOther,
  'backup.drill': backupOther,
  'backup.forget': backupOther,
  'backup.setRepository': backupOther,
  'backup.removeRepository': backupOther,
  'routes.apply': routesApply,
  'firewall.apply': firewallApply,
  'firewall.set': firewallSet,
  'firewall.tenant': firewallTenant,
  'certificate.put': certificatePut,
  'certificate.delete': certificateDelete,
  'licence.install': licenceChanged,
  'licence.putBack': licenceChanged,
  'pool.put': licenceChanged,
  'pool.remove': licenceChanged,
  'seat.give': licenceChanged,
  'seat.takeBack': licenceChanged,
  'administrator.add': administratorAdd,
  'administrator.remove': administratorRemove,
  'authenticator.enrol': authenticatorEnrol,
  'authenticator.revoke': authenticatorRevoke,
}
