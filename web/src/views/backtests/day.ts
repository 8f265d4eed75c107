// Days as numbers since 1970, the same in every zone.
export const dayMs = 86_400_000

export const dayOf = (text: string): number => Date.parse(`${text}T00:00:00Z`) / dayMs
