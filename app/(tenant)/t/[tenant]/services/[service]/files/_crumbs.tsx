'use client'

import { useText } from '@/app/_text/use-text'
import { Spinner } from '@/components/ui/spinner'

interface CrumbsProps {
  folder: string
  onOpen: (path: string) => void
  /** What one waits for at the moment. */
  status: string | undefined
}

/** The way from the top folder to the present one, each part a button; at the right what goes on. */
export function Crumbs({ folder, onOpen, status }: CrumbsProps) {
  const text = useText().tenant.files
  const parts = folder === '' ? [] : folder.split('/')
  const style = 'cursor-pointer rounded-sm text-content-accent hover:underline'
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-1 border-b border-stroke-faint px-4 py-2.5">
      <nav aria-label={text.title} className="flex min-w-0 flex-wrap items-center gap-1.5">
        <button type="button" className={style} onClick={() => onOpen('')}>
          {text.top}
        </button>
        {parts.map((part, index) => {
          const path = parts.slice(0, index + 1).join('/')
          return (
            <span key={path} className="flex min-w-0 items-center gap-1.5">
              <span aria-hidden="true" className="text-content-tertiary">
                /
              </span>
              <button
                type="button"
                className={`${style} min-w-0 break-all`}
                aria-current={path === folder ? 'page' : undefined}
                onClick={() => onOpen(path)}
              >
                {part}
              </button>
            </span>
          )
        })}
      </nav>
      <p role="status" className="ml-auto flex items-center gap-2 text-xs text-content-secondary">
        {status !== undefined && (
          <>
            <Spinner className="size-3" />
            {status}
          </>
        )}
      </p>
    </div>
  )
}
