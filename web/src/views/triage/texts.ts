// Words of the verification desk, in both languages.
import type { Catalogue } from '../../texts/catalogue.ts'
import { en } from './texts-en.ts'
import { es, type TriageTexts } from './texts-es.ts'

export const triageTexts: Catalogue<TriageTexts> = { es, en }
