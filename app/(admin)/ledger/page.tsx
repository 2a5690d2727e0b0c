import { titleOf } from '@/app/_text/server-text'
import { Ledger } from './_ledger'

export const generateMetadata = titleOf((text) => text.ledger.title)

export default function LedgerPage() {
  return <Ledger />
}
