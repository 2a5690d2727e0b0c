'use client'

import { catalogues } from './_text/catalogues'

/** The last resort: the frame itself failed, so nothing but plain markup is used. */
export default function GlobalError({ reset }: { error: Error; reset: () => void }) {
  const text = catalogues.en.common.broken
  return (
    <html lang="en">
      <body>
        <main>
          <h1>{text.title}</h1>
          <p>{text.text}</p>
          <button type="button" onClick={reset}>
            {text.retry}
          </button>
        </main>
      </body>
    </html>
  )
}
