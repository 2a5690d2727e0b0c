import { type ArchiveFormat, maxUploadBytes } from '@/contracts/files'

/** The format of an archive by the ending of its name; undefined for what is none. */
function formatOf(name: string): ArchiveFormat | undefined {
  const lower = name.toLowerCase()
  if (lower.endsWith('.zip')) return 'zip'
  if (lower.endsWith('.tar.gz') || lower.endsWith('.tgz')) return 'tar.gz'
  return lower.endsWith('.tar') ? 'tar' : undefined
}

/** Looks at a chosen file before a byte of it is sent: its format, or why it cannot be sent. */
export function archiveOf(file: Pick<File, 'name' | 'size'>): { format: ArchiveFormat } | { fault: 'wrongType' | 'tooLarge' } {
  const format = formatOf(file.name)
  if (format === undefined) return { fault: 'wrongType' }
  return file.size > maxUploadBytes ? { fault: 'tooLarge' } : { format }
}
