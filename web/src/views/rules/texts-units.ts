// «14 días»: a count with its unit of time.
export type Units = Readonly<Record<string, readonly [one: string, many: string]>>

export const unitOf =
  (units: Units) =>
  (count: number, code: string): string =>
    `${count} ${units[code]?.[count === 1 ? 0 : 1] ?? code}`
