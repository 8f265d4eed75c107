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

const roots = ['Plantada', 'plantada', 'PLANTADA']

/** The word itself, and as JSON, URL, hexadecimal and the three alignments of base64 write it. */
const forms: readonly RegExp[] = [
  /plantada[0-9a-f]{8}/gi,
  ...roots.flatMap((root) => [
    new RegExp(Buffer.from(root).toString('hex'), 'gi'),
    ...[0, 1, 2].map((shift) => {
      const coded = Buffer.from(`${'x'.repeat(shift)}${root}`).toString('base64url')
      return new RegExp(coded.slice(shift === 0 ? 0 : shift + 1, -2).replaceAll(/[-_]/g, '[-_+/]'), 'g')
    }),
  ]),
  // Below 100,000 of them: twelve digits at random within a ciphertext's hexadecimal are not mistaken for one.
  /999 ?5000\d{5}/g,
]

/** What of the planted strings a text holds, whoever it belongs to. */
export function plantedIn(text: string): string[] {
  return [...new Set(forms.flatMap((form) => [...text.matchAll(form)].map(([found]) => found)))]
}
