import { titleOf } from '@/app/_text/server-text'
import { Return } from './_return'

export const generateMetadata = titleOf((text) => text.auth.elsewhere.title)

export default function ReturnPage() {
  return <Return />
}
