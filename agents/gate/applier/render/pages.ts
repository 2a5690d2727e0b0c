/** What the gate answers by itself. HAProxy reads these as log formats, so no percent sign may stand in them except for a variable. */
interface Page {
  title: string
  text: string
}

const pages: Record<string, Page> = {
  '400': { title: 'Bad request', text: 'The server could not read this request.' },
  '403': {
    title: 'Not from here',
    text: 'This site does not answer requests from your network. Its owner decides from where it is reached.',
  },
  '408': { title: 'Too slow', text: 'The request did not arrive in time. Try again.' },
  '421': { title: 'No such site here', text: 'Nobody has set up a site under this name on this server.' },
  '429': {
    title: 'Too many requests',
    text: 'Your network sends requests faster than this server takes them. Wait a little, then try again.',
  },
  '502': { title: 'The site broke off', text: 'The site gave no complete answer. Try again in a moment.' },
  '503': { title: 'The site does not answer', text: 'The site could not be reached. Try again in a moment.' },
  '504': { title: 'The site takes too long', text: 'The site gave no answer in time. Try again in a moment.' },
  suspended: { title: 'This site is suspended', text: 'The provider has suspended this site. Its owner can ask the provider why.' },
  halted: { title: 'This site is stopped', text: 'Its owner has stopped this site. It will be back when they start it again.' },
  waiting: {
    title: 'The site is waking up',
    text: 'Nobody had asked for it for a while, so it was asleep. This page loads again by itself as soon as the site answers.',
  },
  failed: {
    title: 'The site could not be started',
    text: 'It was asleep, and starting it failed. It will be tried again in %[var(txn.retry)] seconds; its owner finds the reason in the panel.',
  },
  busy: {
    title: 'The server is busy',
    text: 'Many sites are being woken at the moment, and this one has to wait. This page tries again in %[var(txn.retry)] seconds.',
  },
}

const style =
  'body{font:16px/1.6 system-ui,sans-serif;max-width:34rem;margin:18vh auto 0;padding:0 1.5rem;color:#1c2430;background:#fff}h1{font-size:1.5rem;line-height:1.3}' +
  '@media(prefers-color-scheme:dark){body{color:#e6e9ee;background:#14181f}}'

const render = ({ title, text }: Page) =>
  `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="robots" content="noindex">
<title>${title}</title>
<style>${style}</style>
<main><h1>${title}</h1><p>${text}</p></main>
</html>
`

/** Every page by its name. */
export const renderPages = (): Map<string, string> => new Map(Object.entries(pages).map(([name, page]) => [name, render(page)]))
