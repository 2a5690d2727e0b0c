import { formatNumber } from '@/contracts/number'

export const plans = {
  title: 'Plans',
  description: 'What a tenant may use, and when its quiet services sleep.',
  create: 'Create plan',
  emptyTitle: 'No plan yet',
  emptyText: 'A plan sets limits and sleep times. Every tenant has one.',
  columns: { name: 'Name', services: 'Services', cpus: 'CPUs', memory: 'Memory', disk: 'Disk', idle: 'Sleep', tenants: 'Tenants' },
  newTitle: 'Create a plan',
  editTitle: (name: string) => `Edit the plan ${name}`,
  edit: 'Edit plan',
  name: 'Name',
  limits: 'Limits of all services together',
  sleeping: 'Sleep',
  firewallRules: 'Firewall rules',
  firewallRulesHint: 'That a tenant may write himself.',
  firewall: 'Firewall rules of the plan',
  submitNew: 'Create plan',
  submitEdit: 'Save plan',
  created: 'Plan created',
  saved: 'Plan saved',
  shortened: (count: number) =>
    count === 1
      ? 'One service had longer sleep times of its own: they are the plan’s now.'
      : `${formatNumber(count)} services had longer sleep times of their own: they are the plan’s now.`,
  delete: {
    label: 'Delete plan',
    title: (name: string) => `Delete the plan ${name}`,
    consequence: 'No tenant uses it. It can be created again.',
    inUse: 'Tenants use this plan.',
    done: 'Plan deleted',
  },
}
