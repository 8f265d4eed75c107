// Words of the response views.
import type { Catalogue } from '../../texts/catalogue.ts'
import { responseEn } from './texts-en.ts'
import { responseEs } from './texts-es.ts'

export const responseTexts = { es: responseEs, en: responseEn } satisfies Catalogue<object>
