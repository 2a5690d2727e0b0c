/** What rounding and logarithms leave behind is no amount. */
const noMinusZero = { signDisplay: 'negative' } as const

/** A number as people read it: thousands apart ("10,000"), no decimals from 100 on, below that three digits that matter. */
export const formatNumber = (value: number | bigint): string =>
  new Intl.NumberFormat('en', {
    ...(value >= 100 || value <= -100 ? { maximumFractionDigits: 0 } : { maximumSignificantDigits: 3 }),
    ...noMinusZero,
  }).format(value)
