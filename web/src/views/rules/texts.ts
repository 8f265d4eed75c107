// Words of the rules views.
import type { Catalogue } from '../../texts/catalogue.ts'
import { rulesEn } from './texts-en.ts'
import { rulesEs } from './texts-es.ts'

export const rulesTexts = { es: rulesEs, en: rulesEn } satisfies Catalogue<object>
