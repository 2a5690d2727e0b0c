import { Compass } from 'lucide-react'
import { EmptyState } from '@/components/ui/empty-state'
import { LinkButton } from '@/components/ui/link-button'
import { paths } from './_lib/paths'
import { serverText, titleOf } from './_text/server-text'

export const generateMetadata = titleOf((text) => text.common.notFound.title)

/** Not found and not allowed look the same. */
export default async function NotFound() {
  const text = (await serverText()).common.notFound
  return (
    <main className="grid min-h-[60dvh] place-items-center">
      <h1 className="sr-only">{text.title}</h1>
      <EmptyState icon={<Compass />} title={text.title} text={text.text} action={<LinkButton href={paths.home}>{text.home}</LinkButton>} />
    </main>
  )
}
