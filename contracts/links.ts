/** Link that makes a person: first administrator or an invitation. The token stands behind `#`: browsers never send it to a server in a URL. */
export const joinLink = (url: string, token: string): string => `${url.replace(/\/$/, '')}/join#token=${token}`

/** The token of `location.hash`, or null. */
export const tokenOfHash = (hash: string): string | null => new URLSearchParams(hash.replace(/^#/, '')).get('token')
