const units: Record<string, number> = {
  '': 1 / 1_048_576,
  B: 1 / 1_048_576,
  KiB: 1 / 1024,
  MiB: 1,
  GiB: 1024,
  TiB: 1_048_576,
  kB: 1e3 / 1_048_576,
  MB: 1e6 / 1_048_576,
  GB: 1e9 / 1_048_576,
  TB: 1e12 / 1_048_576,
}

/** Size as the engine writes it, in MiB; undefined when there is none or it is no size. */
export function parseMiB(text: string | undefined): number | undefined {
  const match = /^(\d+)([A-Za-z]*)$/.exec(text ?? '')
  const unit = units[match?.[2] ?? 'none']
  return match === null || unit === undefined ? undefined : Number(match[1]) * unit
}

export const formatMiB = (mebibytes: number): string => `${mebibytes}MiB`
