/** Windows as people write and read them: `mon-fri 22:00-04:00`. Reading gives undefined for what is no such thing. Pure. */
import type { PatchWindow } from './patches.ts'

const names = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']
const wholeWeek = 'daily'

function readDays(text: string): number[] | undefined {
  if (text === wholeWeek) return [1, 2, 3, 4, 5, 6, 7]
  const days = new Set<number>()
  for (const word of text.split(',')) {
    const [from = 0, to = from] = word.split('-').map((name) => names.indexOf(name) + 1)
    if (word.split('-').length > 2 || from === 0 || to === 0) return undefined
    for (let day = from; ; day = (day % 7) + 1) {
      days.add(day)
      if (day === to) break
    }
  }
  return [...days].sort()
}

function readMinute(text: string): number | undefined {
  const [, hour, minute] = /^(\d{1,2}):(\d{2})$/.exec(text) ?? []
  const value = Number(hour) * 60 + Number(minute)
  return hour !== undefined && Number(hour) < 24 && Number(minute) < 60 ? value : undefined
}

export function readWindow(text: string, zone: string): PatchWindow | undefined {
  const [, dayWords, fromWord, toWord] = /^([a-z,-]+)\s+([\d:]+)\s*-\s*([\d:]+)$/.exec(text.trim().toLowerCase()) ?? []
  if (dayWords === undefined) return undefined
  const [days, from, to] = [readDays(dayWords), readMinute(fromWord ?? ''), readMinute(toWord ?? '')]
  return days === undefined || from === undefined || to === undefined || from === to ? undefined : { days, from, to, zone }
}

const clock = (minute: number): string => `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`

/** Days that follow each other are one word. */
function daysText(days: readonly number[]): string {
  if (days.length === 7) return wholeWeek
  const spans: [number, number][] = []
  for (const day of days.toSorted()) {
    const last = spans.at(-1)
    if (last?.[1] === day - 1) last[1] = day
    else spans.push([day, day])
  }
  return spans.map(([from, to]) => (from === to ? names[from - 1] : `${names[from - 1]}-${names[to - 1]}`)).join(',')
}

/** Without the zone, which all windows of one owner share in forms. */
export const windowTimes = ({ days, from, to }: PatchWindow): string => `${daysText(days)} ${clock(from)}-${clock(to)}`
export const windowText = (window: PatchWindow): string => `${windowTimes(window)} ${window.zone}`
