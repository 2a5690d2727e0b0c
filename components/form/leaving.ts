/** The parts of a click that tell whether the browser, or Next, follows a link in this window. */
type Click = Pick<MouseEvent, 'button' | 'metaKey' | 'ctrlKey' | 'shiftKey' | 'altKey'>
type Anchor = Pick<HTMLAnchorElement, 'href' | 'target' | 'hasAttribute'>

/** Whether a click on a link takes this window to another page of ours. Other sites and downloads are the browser's own to ask about. */
export function leavesPage(click: Click, anchor: Anchor, here: string): boolean {
  if (click.button !== 0 || click.metaKey || click.ctrlKey || click.shiftKey || click.altKey) return false
  if ((anchor.target !== '' && anchor.target !== '_self') || anchor.hasAttribute('download') || !URL.canParse(anchor.href)) return false
  const [to, from] = [new URL(anchor.href), new URL(here)]
  return to.origin === from.origin && (to.pathname !== from.pathname || to.search !== from.search)
}

type Page = Pick<Window, 'addEventListener' | 'removeEventListener' | 'history' | 'location'>

/**
 * Asks before the page is left: by Back and Forward, by links, by closing and reloading (there the browser asks). Hears of everything before Next
 * does, which therefore never learns of what was refused. Returns what ends it.
 */
export function watchLeaving(page: Page, mayLeave: () => boolean): () => void {
  const { href } = page.location
  const { state } = page.history
  const onUnload = (event: BeforeUnloadEvent) => event.preventDefault()
  const onClick = (event: MouseEvent) => {
    const anchor = (event.target as Element | null)?.closest?.('a')
    if (anchor === null || anchor === undefined || !leavesPage(event, anchor, page.location.href) || mayLeave()) return
    event.preventDefault()
    event.stopImmediatePropagation()
  }
  const onPop = (event: PopStateEvent) => {
    if (mayLeave()) return
    event.stopImmediatePropagation()
    // The browser has gone already; the address and what Next keeps with it come back as a new entry.
    page.history.pushState(state, '', href)
  }
  page.addEventListener('beforeunload', onUnload)
  page.addEventListener('click', onClick, { capture: true })
  page.addEventListener('popstate', onPop, { capture: true })
  return () => {
    page.removeEventListener('beforeunload', onUnload)
    page.removeEventListener('click', onClick, { capture: true })
    page.removeEventListener('popstate', onPop, { capture: true })
  }
}
