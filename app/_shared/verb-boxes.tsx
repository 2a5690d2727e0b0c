'use client'

import { useText } from '@/app/_text/use-text'
import { Checkbox } from '@/components/ui/checkbox'
import { type Verb, verb, verbsOn } from '@/contracts/rights'

interface VerbBoxesProps {
  /** What the boxes are for, such as a service's name. */
  legend: string
  hint?: string
  value: readonly Verb[]
  /** Given from elsewhere: checked, and not to be taken back here. */
  given?: readonly Verb[]
  onChange: (value: Verb[]) => void
}

/** One box for each verb. Whoever may do something sees the service. */
export function VerbBoxes({ legend, hint, value, given = [], onChange }: VerbBoxesProps) {
  const words = useText().common.verbs
  const held = verbsOn({ all: [...value, ...given], services: {} }, null)
  return (
    <fieldset>
      <legend className="mb-1.5 font-medium text-content-raise">{legend}</legend>
      {hint !== undefined && <p className="mb-1.5 text-xs text-content-secondary">{hint}</p>}
      <div className="flex flex-wrap gap-x-5 gap-y-2">
        {verb.options.map((one) => (
          <Checkbox
            key={one}
            label={words[one]}
            checked={held.includes(one)}
            disabled={given.includes(one) || (one === 'see' && held.length > 1)}
            onChange={(on) => onChange(verb.options.filter((other) => (other === one ? on : value.includes(other))))}
          />
        ))}
      </div>
    </fieldset>
  )
}
