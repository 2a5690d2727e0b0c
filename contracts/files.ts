import * as z from 'zod'

export const maxFileBytes = 1_048_576
export const maxUploadBytes = 1_073_741_824
/** An archive that nobody deploys stays at the keep for so long (milliseconds). */
export const uploadLifeMs = 3_600_000
/** Entries of a folder that are shown; of one with more, `truncated` says so. */
export const maxListedEntries = 5000

/** What file systems take for one name, in UTF-8. */
const maxNameBytes = 255
const encoder = new TextEncoder()

/** A path inside a service's files: relative, `/` between parts, no empty part, no `.` or `..`, no control characters. Empty: the top folder. */
export const filePath = z
  .string()
  .max(1024, 'Paths have at most 1024 characters.')
  .refine(
    (path) => path === '' || path.split('/').every((part) => part !== '' && part !== '.' && part !== '..'),
    'Write a path such as htdocs/index.html, without "..", "." or a leading slash.',
  )
  .refine(
    (path) => path.split('/').every((part) => encoder.encode(part).length <= maxNameBytes),
    `This name is too long. Use at most ${maxNameBytes} characters, fewer when some are not a to z.`,
  )
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused
  .regex(/^[^\u0000-\u001f\u007f]*$/u, 'Leave out control characters.')
/** A path of something that is not the top folder itself. */
export const filePathBelow = filePath.min(1, 'Choose a file or a folder.')

/** Of something that is made: what is named by blanks alone nobody sees. What has such a name already can be renamed. */
export const newFilePath = filePathBelow.refine(
  (path) => path.split('/').every((part) => part.trim() !== ''),
  'A name is more than blanks.',
)

/** SHA-256 of a file's bytes. */
export const fileSum = z.string().regex(/^[0-9a-f]{64}$/)

export const fileEntry = z.object({
  name: z.string(),
  type: z.enum(['file', 'folder', 'link', 'other']),
  bytes: z.int(),
  /** Seconds since 1970. */
  modified: z.int(),
  mode: z.string(),
})
export type FileEntry = z.infer<typeof fileEntry>

export const archiveFormat = z.enum(['zip', 'tar', 'tar.gz'])
export type ArchiveFormat = z.infer<typeof archiveFormat>
