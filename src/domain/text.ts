// A text in the two languages of the product: Spanish first, English complete.

export type Language = 'es' | 'en'

export interface Text {
  readonly es: string
  readonly en: string
}
