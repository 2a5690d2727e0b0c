/** The number that is typed; everything else as it stands there, so that nothing vanishes or becomes another number under somebody's hands. */
export const numberTyped = (typed: string): number | string => (/^-?(?:0|[1-9]\d{0,14})$/.test(typed) ? Number(typed) : typed)
