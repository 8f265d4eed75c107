// A territory by its name: typed in part, chosen from the list. What the gazetteer makes of the text is asked for as well, for aliases.
import { useEffect, useMemo, useState } from 'react'
import type { Page, Place } from '../api-types.ts'
import { plain, wordFor } from '../labels.ts'
import { useSession } from '../session.tsx'
import { useSpeech } from '../texts/texts.tsx'
import { type Choice, ChoiceField } from './choice-field.tsx'

// A list that is read at a glance; more letters narrow it further.
const choicesShown = 12
// Long enough not to ask for every letter of a fast typist.
const typingMs = 250

interface Props {
  readonly name: string
  readonly label: string
  readonly hint: string
  readonly error: string | undefined
  /** The code of what was chosen; empty while nothing is. */
  readonly place: string
  readonly onPlace: (code: string) => void
}

export function PlaceField({ name, label, hint, error, place: code, onPlace }: Props) {
  const { texts } = useSpeech()
  const { labels, places } = useSession()
  const [typed, setTyped] = useState<string>()
  const matches = useMatches(typed)
  const text = typed ?? (code === '' ? '' : labels.place(code))
  const choices = useMemo(() => {
    const wanted = plain(typed ?? '')
    const contained = places.filter((one) => plain(one.name).includes(wanted))
    const all = new Map([...matches, ...contained].map((one) => [one.code, one]))
    return [...all.values()].slice(0, choicesShown).map((place): Choice => {
      const kind = wordFor(texts.codes.placeLevel, place.level)
      const within = labels.within(place)
      return { code: place.code, label: place.name, detail: within === '' ? kind : `${kind}, ${within}` }
    })
  }, [typed, matches, places, labels, texts])
  return (
    <ChoiceField
      name={name}
      label={label}
      hint={hint}
      error={error}
      text={text}
      choices={choices}
      onText={(next) => {
        setTyped(next)
        onPlace('')
      }}
      onChoose={(choice) => {
        setTyped(undefined)
        onPlace(choice.code)
      }}
    />
  )
}

/** What the gazetteer makes of the text: also aliases and names without accents. */
function useMatches(typed: string | undefined): readonly Place[] {
  const { api } = useSession()
  const [found, setFound] = useState<readonly Place[]>([])
  const wanted = typed?.trim() ?? ''
  useEffect(() => {
    setFound([])
    if (wanted === '') return undefined
    const gone = new AbortController()
    const timer = setTimeout(() => {
      api
        .get<Page<Place>>(`/v1/places?match=${encodeURIComponent(wanted)}`, gone.signal)
        .then(({ items }) => setFound(items))
        // The names that the console already has are still offered.
        .catch(() => undefined)
    }, typingMs)
    return () => {
      clearTimeout(timer)
      gone.abort()
    }
  }, [api, wanted])
  return found
}
