import { titleOf } from '@/app/_text/server-text'
import { Reset } from './_reset'

export const generateMetadata = titleOf((text) => text.auth.reset.title)

export default function ResetPage() {
  return <Reset />
}
