// An XML document as a plain tree: what the builders of CAP and Atom return, and what delivery/feeds/write-xml.ts writes out.
import type { Instant } from '../time.ts'

export interface XmlElement {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: readonly (XmlElement | string)[]
}

type Child = XmlElement | undefined

export function branch(
  name: string,
  children: readonly (Child | readonly Child[])[],
  attributes: Readonly<Record<string, string>> = {},
): XmlElement {
  return { name, attributes, children: children.flat().filter((one) => one !== undefined) }
}

/** Readers may not be shown an empty element: a text of which nothing is left makes none. */
export function leaf(
  name: string,
  text: string | undefined,
  attributes: Readonly<Record<string, string>> = {},
): XmlElement | undefined {
  const clean = cleanText(text ?? '')
  return clean === '' ? undefined : { name, attributes, children: [clean] }
}

/** An element without content whose attributes say everything. */
export function mark(name: string, attributes: Readonly<Record<string, string>>): XmlElement {
  return { name, attributes, children: [] }
}

/** Without the signs that XML 1.0 cannot carry (controls, lone surrogates), and without space around it. */
export function cleanText(text: string): string {
  return text.replaceAll(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, '').trim()
}

/** `2026-03-20T14:31:00-04:00`: whole seconds and a numeric offset, never `Z`; CAP writes UTC as `-00:00`. */
export function offsetTime(instant: Instant, timeZone: string): string {
  const local = Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(timeZone)
  return local
    .toString({ timeZoneName: 'never', smallestUnit: 'second', roundingMode: 'floor' })
    .replace(/\+00:00$/, '-00:00')
}
