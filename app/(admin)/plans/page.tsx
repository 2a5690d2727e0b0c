import { Suspense } from 'react'
import { titleOf } from '@/app/_text/server-text'
import { PlanList } from './_list'

export const generateMetadata = titleOf((text) => text.plans.title)

export default function PlansPage() {
  return (
    <Suspense>
      <PlanList />
    </Suspense>
  )
}
