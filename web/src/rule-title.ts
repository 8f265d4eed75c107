// What a rule is called, as its text says.
import { parse } from 'yaml'
import type { Language } from './texts/language.ts'

export function titleIn(yaml: string, language: Language): string | undefined {
  return (parse(yaml) as { readonly title?: Partial<Record<Language, string>> }).title?.[language]
}
