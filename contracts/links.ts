/** Link that makes a person: first administrator or an invitation. The token stands behind `#`: browsers never send it to a server in a URL. */
export const joinLink = (url: string, token: string): string => `${url.replace(/\/$/, '')}/join#token=${token}`
/** Link to a new password. */
export const resetLink = (url: string, token: string): string => `${url.replace(/\/$/, '')}/reset#token=${token}`

/** The token of `location.hash`, or null. */
export const tokenOfHash = (hash: string): string | null => new URLSearchParams(hash.replace(/^#/, '')).get('token')
