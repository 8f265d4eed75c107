// What the views of stored bulletins read of the API.
import type * as schema from '../../api-schema.ts'

export type Bulletin = schema.Bulletin
export type BulletinLine = schema.BulletinLine
export type Recount = schema.BulletinRecount
export type BulletinTexts = Bulletin['texts']
export type Numbers = Bulletin['numbers']

/** Where people write beside the numbers, in the order of the page. */
export const sections = ['summary', 'map', 'places', 'alerts', 'response'] as const
export type SectionName = (typeof sections)[number]

/** Its texts may still be written. */
export const isOpen = ({ state }: BulletinLine): boolean => state === 'draft' || state === 'proposed'

/** The right to compose, write, propose, publish, correct and withdraw. */
export const makerScope = 'delivery:manage'

export const pathOf = (id: string): string => `/v1/bulletins/${encodeURIComponent(id)}`
