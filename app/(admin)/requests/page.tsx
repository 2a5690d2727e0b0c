import { RequestCards } from '@/app/_shared/request-cards'
import { serverText, titleOf } from '@/app/_text/server-text'
import { PageHeader } from '@/components/ui/page-header'

export const generateMetadata = titleOf((text) => text.requests.title)

export default async function RequestsPage() {
  const text = (await serverText()).requests
  return (
    <>
      <PageHeader title={text.title} description={text.description} />
      <RequestCards />
    </>
  )
}
