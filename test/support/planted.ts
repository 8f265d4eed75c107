// Strings that are nowhere else, planted in the identity of sources, and a search that finds them however they are written.

export interface Planted {
  readonly name: string
  readonly phone: string
  readonly email: string
  readonly note: string
}

const hex = (index: number) => index.toString(16).padStart(8, '0')

/** The same index gives the same strings; no two indexes share one. */
export function plantedIdentity(index: number): Planted {
  return {
    name: `Plantada${hex(index)} Ñusta`,
    phone: `+999 5${String(index).padStart(8, '0')}`,
    email: `plantada${hex(index)}@fuente.invalid`,
    note: `Solo de noche, plantada${hex(index)}`,
  }
}

/** How these bytes look as hexadecimal and in the three alignments of base64. */
function coded(root: string): RegExp[] {
  return [
    new RegExp(Buffer.from(root).toString('hex'), 'gi'),
    ...[0, 1, 2].map((shift) => {
      const text = Buffer.from(`${'x'.repeat(shift)}${root}`).toString('base64url')
      return new RegExp(text.slice(shift === 0 ? 0 : shift + 1, -2).replaceAll(/[-_]/g, '[-_+/]'), 'g')
    }),
  ]
}

/** The beginning of every planted phone below an index of 100,000. */
const phoneRoots = ['+999 5000', '9995000']

/**
 * Every form is longer than chance: digits that stand inside a longer row of hexadecimal are a ciphertext's, and no planted phone stands there
 * but as the coded forms find it.
 */
const forms: readonly RegExp[] = [
  /plantada[0-9a-f]{8}/gi,
  ...['Plantada', 'plantada', 'PLANTADA', ...phoneRoots].flatMap(coded),
  /(?<![0-9a-f])999[ -]?5000\d{5}(?![0-9a-f])/gi,
]

/** What of the planted strings a text holds, whoever it belongs to. */
export function plantedIn(text: string): string[] {
  return [...new Set(forms.flatMap((form) => [...text.matchAll(form)].map(([found]) => found)))]
}
