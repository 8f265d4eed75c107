// Words of the views of stored bulletins.
import type { Catalogue } from '../../texts/catalogue.ts'
import { bulletinEn } from './texts-en.ts'
import { bulletinEs } from './texts-es.ts'

export const bulletinTexts = { es: bulletinEs, en: bulletinEn } satisfies Catalogue<object>
