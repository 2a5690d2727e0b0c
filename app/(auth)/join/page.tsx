import { titleOf } from '@/app/_text/server-text'
import { Join } from './_join'

export const generateMetadata = titleOf((text) => text.auth.join.title)

export default function JoinPage() {
  return <Join />
}
