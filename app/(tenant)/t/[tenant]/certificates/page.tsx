import { Suspense } from 'react'
import { titleOf } from '@/app/_text/server-text'
import { Certificates } from './_list'

export const generateMetadata = titleOf((text) => text.tenant.certificates.title)

export default async function CertificatesPage({ params }: { params: Promise<{ tenant: string }> }) {
  const { tenant } = await params
  return (
    <Suspense>
      <Certificates tenant={tenant} />
    </Suspense>
  )
}
