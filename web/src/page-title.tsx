// What a page of the console is called, in the reader's language or the stretched one that tests its room.
import type { Section } from './sections.ts'
import { stretched } from './texts/stretched.ts'
import { useSpeech } from './texts/texts.tsx'

export function PageTitle({ title }: Pick<Section, 'title'>) {
  const { language, isPseudo } = useSpeech()
  return isPseudo ? stretched(title[language]) : title[language]
}
