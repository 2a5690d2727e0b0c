/** Hundredths with their currency. */
export const formatMoney = (amount: number, currency: string): string => `${(amount / 100).toFixed(2)} ${currency}`

/** What a person types as hundredths; undefined for what is no amount. */
export function readMoney(text: string): number | undefined {
  const [, whole, hundredths = ''] = /^(\d{1,7})(?:[.,](\d{1,2}))?$/.exec(text.trim()) ?? []
  return whole === undefined ? undefined : Number(whole) * 100 + Number(hundredths.padEnd(2, '0'))
}
