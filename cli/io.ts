/** Where a command's words go. Tests give their own. */
export interface Io {
  out: (text: string) => void
  err: (text: string) => void
  /** Standard error is a terminal: progress may be drawn there. */
  terminal: boolean
  now: () => number
}

export const processIo: Io = {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  terminal: process.stderr.isTTY === true,
  now: Date.now,
}

/** One line on the terminal that is drawn over itself; silent when standard error is no terminal. */
export class ProgressLine {
  #drawn = ''
  readonly #io: Io
  constructor(io: Io) {
    this.#io = io
  }

  draw(text: string): void {
    if (!this.#io.terminal || text === this.#drawn) return
    this.#io.err(`\r\u001b[2K${text}`)
    this.#drawn = text
  }

  clear(): void {
    if (this.#drawn !== '') this.#io.err('\r\u001b[2K')
    this.#drawn = ''
  }
}
