'use client'

import { PageFailed } from '@/app/_shared/page-failed'

export default function Failed({ reset }: { error: Error; reset: () => void }) {
  return <PageFailed retry={reset} />
}
