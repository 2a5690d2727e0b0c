/** What the cookie `theme` may hold. `system` is no class on `<html>`. */
export const themes = ['light', 'dark', 'system'] as const
export type Theme = (typeof themes)[number]

export const themeCookie = 'theme'
export const readTheme = (value: string | undefined): Theme => themes.find((theme) => theme === value) ?? 'system'
export const themeClass = (theme: Theme): string => (theme === 'system' ? '' : theme)
