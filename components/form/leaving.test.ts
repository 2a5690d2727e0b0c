import { expect, it, vi } from 'vitest'
import { leavesPage, watchLeaving } from './leaving.ts'

const here = 'https://panel.test/t/one/services/two/settings'
const plain = { button: 0, metaKey: false, ctrlKey: false, shiftKey: false, altKey: false }
const link = (href: string, more: { target?: string; download?: boolean } = {}) => ({
  href,
  target: more.target ?? '',
  hasAttribute: (name: string) => name === 'download' && more.download === true,
})

it.each([
  ['another page', plain, link('https://panel.test/t/one'), true],
  ['the same page with other filters', plain, link(`${here}?path=a`), true],
  ['a place on the same page', plain, link(`${here}#content`), false],
  ['another site', plain, link('https://elsewhere.test/'), false],
  ['a new tab', { ...plain, ctrlKey: true }, link('https://panel.test/'), false],
  ['a new window', plain, link('https://panel.test/', { target: '_blank' }), false],
  ['the middle button', { ...plain, button: 1 }, link('https://panel.test/'), false],
  ['a download', plain, link('https://panel.test/x', { download: true }), false],
  ['no address', plain, link(''), false],
])('%s', (_, click, anchor, leaves) => {
  expect(leavesPage(click, anchor, here)).toBe(leaves)
})

function pageOf(mayLeave: () => boolean) {
  const pushState = vi.fn()
  const target = new EventTarget()
  const page = Object.assign(target, { location: { href: here }, history: { state: { tree: 1 }, pushState } })
  const end = watchLeaving(page as never, mayLeave)
  const router = vi.fn()
  target.addEventListener('popstate', router)
  target.addEventListener('click', router)
  const click = Object.assign(new Event('click', { cancelable: true }), plain)
  Object.defineProperty(click, 'target', { value: { closest: () => link('https://panel.test/') } })
  return { page, pushState, router, click, end }
}

it('keeps the page and its address when Back is refused, and Next hears nothing of it', () => {
  const { page, pushState, router, click } = pageOf(() => false)
  page.dispatchEvent(new Event('popstate'))
  expect(pushState).toHaveBeenCalledWith({ tree: 1 }, '', here)
  page.dispatchEvent(click)
  expect(click.defaultPrevented).toBe(true)
  expect(router).not.toHaveBeenCalled()
})

it('lets go who says so', () => {
  const { page, pushState, router } = pageOf(() => true)
  page.dispatchEvent(new Event('popstate'))
  expect(pushState).not.toHaveBeenCalled()
  expect(router).toHaveBeenCalledOnce()
})

it('asks nothing any more when all is saved', () => {
  const ask = vi.fn(() => false)
  const { page, router, end } = pageOf(ask)
  const unload = new Event('beforeunload', { cancelable: true })
  page.dispatchEvent(unload)
  expect(unload.defaultPrevented).toBe(true)
  end()
  page.dispatchEvent(new Event('popstate'))
  expect(ask).not.toHaveBeenCalled()
  expect(router).toHaveBeenCalledOnce()
})
