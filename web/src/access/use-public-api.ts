// The API as it answers before anybody is signed in.
import { useMemo } from 'react'
import { type Api, createApi } from '../api.ts'
import { useSpeech } from '../texts/texts.tsx'

export function usePublicApi(): Api {
  const { language } = useSpeech()
  return useMemo(() => createApi(undefined, language, () => undefined), [language])
}
