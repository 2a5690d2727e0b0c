'use client'

import { Notice } from '@/components/ui/notice'
import { useService } from '../_header'
import { Ask } from './_ask'
import { LimitsForm } from './_limits-form'
import { Packages } from './_packages'
import { Use } from './_use'

export function ServiceResources() {
  const service = useService()
  return (
    <div className="flex flex-col gap-5">
      {service.notes.map((note) => (
        <Notice key={note} tone="warn">
          {note}
        </Notice>
      ))}
      <div className="grid items-start gap-5 lg:grid-cols-2">
        <Use service={service} />
        <div className="flex flex-col gap-5">
          <LimitsForm service={service} />
          <Packages service={service} />
          <Ask service={service} />
        </div>
      </div>
    </div>
  )
}
