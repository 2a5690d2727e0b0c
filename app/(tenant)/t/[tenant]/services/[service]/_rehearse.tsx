import { useText } from '@/app/_text/use-text'
import { Checkbox } from '@/components/ui/checkbox'

/** Whether something risky is tried on a copy of the service first. */
export function Rehearse({ checked, onChange }: { checked: boolean; onChange: (checked: boolean) => void }) {
  const words = useText().history.rehearse
  return <Checkbox checked={checked} onChange={onChange} label={words.label} hint={words.hint} />
}
