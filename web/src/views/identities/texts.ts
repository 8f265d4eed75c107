// Words of the view of identities.
import type { Catalogue } from '../../texts/catalogue.ts'
import { en } from './texts-en.ts'
import { es } from './texts-es.ts'

export const identitiesTexts = { es, en } satisfies Catalogue<object>
