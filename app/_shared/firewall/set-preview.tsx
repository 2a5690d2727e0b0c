'use client'

import { useMemo } from 'react'
import { useText } from '@/app/_text/use-text'
import { Notice } from '@/components/ui/notice'
import { type AddressList, previewOf } from '@/contracts/address-list'

/** What saving would do to a set, or which lines are in the way of it. */
export function SetPreview({ before, read }: { before: readonly string[]; read: AddressList }) {
  const words = useText().firewall.sets
  const preview = useMemo(() => previewOf(before, read.networks, false), [before, read])
  if (read.wrong > 0) {
    return (
      <Notice tone="bad" title={words.wrong(read.wrong)}>
        <Lines lines={read.errors.map(({ line, text }) => words.line(line, text))} />
      </Notice>
    )
  }
  const changes = [...preview.added.map((network) => `+ ${network}`), ...preview.removed.map((network) => `− ${network}`)]
  const more = preview.addedCount + preview.removedCount - changes.length
  return (
    <>
      <Notice tone="info" title={words.preview(preview.count, preview.addedCount, preview.removedCount)}>
        {changes.length > 0 && <Lines lines={more > 0 ? [...changes, words.more(more)] : changes} />}
      </Notice>
      {read.overlapping > 0 && (
        <Notice tone="warn" title={words.overlapping(read.overlapping)}>
          <Lines lines={read.overlaps.map(({ line, text, with: other }) => words.overlap(line, text, other))} />
        </Notice>
      )}
    </>
  )
}

const Lines = ({ lines }: { lines: readonly string[] }) => (
  <ul>
    {lines.map((line) => (
      <li key={line} className="break-all">
        {line}
      </li>
    ))}
  </ul>
)
