import { Suspense } from 'react'
import { PeoplePanels } from '@/app/_shared/people-panels'
import { serverText, titleOf } from '@/app/_text/server-text'
import { PageHeader } from '@/components/ui/page-header'

export const generateMetadata = titleOf((text) => text.people.title)

export default async function PeoplePage() {
  const text = (await serverText()).people
  return (
    <>
      <PageHeader title={text.title} description={text.description} />
      <Suspense>
        <PeoplePanels />
      </Suspense>
    </>
  )
}
