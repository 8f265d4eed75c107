// Words of the back-tests.
import type { Catalogue } from '../../texts/catalogue.ts'
import { backtestsEn } from './texts-en.ts'
import { backtestsEs } from './texts-es.ts'

export const backtestsTexts = { es: backtestsEs, en: backtestsEn } satisfies Catalogue<object>
