// How many alerts are open, and how many of them nobody has acknowledged: «3, 1 de ellas sin acuse»; of one alone, «1, sin acuse».
type Words = (open: number, waiting: number, shown: (count: number) => string) => string

const es: Words = (open, waiting, shown) => {
  if (open === 0) return shown(0)
  if (waiting === 0) return `${shown(open)}, con acuse`
  if (waiting === open) return `${shown(open)}, sin acuse`
  return `${shown(open)}, ${shown(waiting)} de ellas sin acuse`
}

const en: Words = (open, waiting, shown) => {
  if (open === 0) return shown(0)
  if (waiting === 0) return `${shown(open)}, acknowledged`
  if (waiting === open) return `${shown(open)}, not acknowledged`
  return `${shown(open)}, ${shown(waiting)} of them not acknowledged`
}

export const openWords = { es, en }
