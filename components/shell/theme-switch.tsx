'use client'

import { Monitor, Moon, Sun } from 'lucide-react'
import { useState } from 'react'
import { cn } from '@/components/class-names'
import { useComponentText } from '@/components/text'
import { type Theme, themeClass, themeCookie, themes } from './theme'

const icons = { light: Sun, dark: Moon, system: Monitor }

/** Light, dark or as the system; kept in a cookie, so that the server renders the right one at once. */
export function ThemeSwitch({ initial }: { initial: Theme }) {
  const text = useComponentText()
  const [theme, setTheme] = useState(initial)
  const names = { light: text.themeLight, dark: text.themeDark, system: text.themeSystem }
  const choose = (next: Theme) => {
    setTheme(next)
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser yet
    document.cookie = `${themeCookie}=${next}; path=/; max-age=31536000; samesite=lax`
    document.documentElement.classList.remove('light', 'dark')
    const name = themeClass(next)
    if (name !== '') document.documentElement.classList.add(name)
  }
  return (
    <fieldset className="flex w-fit rounded-md border border-stroke p-0.5">
      <legend className="sr-only">{text.theme}</legend>
      {themes.map((option) => {
        const Icon = icons[option]
        return (
          <label
            key={option}
            title={names[option]}
            className={cn(
              'grid size-7 cursor-pointer place-items-center rounded-sm text-content-tertiary hover:text-content-raise has-focus-visible:outline-2 has-focus-visible:outline-stroke-focus',
              theme === option && 'bg-surface-hover text-content-raise',
            )}
          >
            <input
              type="radio"
              name="theme"
              value={option}
              checked={theme === option}
              onChange={() => choose(option)}
              className="sr-only"
              aria-label={names[option]}
            />
            <Icon aria-hidden="true" className="size-4" />
          </label>
        )
      })}
    </fieldset>
  )
}
