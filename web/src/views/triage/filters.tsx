// The filters of the queue: all of them in the address, so that they can be shared and come back.
import { type RefObject, useEffect, useState } from 'react'
import { useSession } from '../../session.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { triageTexts } from './texts.ts'

// Long enough not to ask for every letter of a fast typist.
const typingMs = 300

export const filterNames = ['show', 'place', 'category', 'severity', 'text'] as const
export type FilterName = (typeof filterNames)[number]

interface Props {
  readonly query: URLSearchParams
  readonly search: RefObject<HTMLInputElement | null>
  readonly onSet: (name: FilterName, value: string) => void
}

export function Filters({ query, search, onSet }: Props) {
  const texts = useTexts(triageTexts)
  const { places, labels } = useSession()
  const departments = places.filter((one) => one.level === 'department')
  const of = (name: FilterName) => query.get(name) ?? ''
  return (
    <form
      className="filters triage-filters"
      aria-label={texts.filter}
      onSubmit={(event) => event.preventDefault()}
    >
      <label>
        {texts.show}
        <select value={of('show')} onChange={(event) => onSet('show', event.target.value)}>
          {Object.entries(texts.shows).map(([code, word]) => (
            <option key={code} value={code === 'waiting' ? '' : code}>
              {word}
            </option>
          ))}
        </select>
      </label>
      <label>
        {texts.place}
        <select value={of('place')} onChange={(event) => onSet('place', event.target.value)}>
          <option value="">{texts.all}</option>
          {departments.map((one) => (
            <option key={one.code} value={one.code}>
              {one.name}
            </option>
          ))}
        </select>
      </label>
      <label>
        {texts.category}
        <select value={of('category')} onChange={(event) => onSet('category', event.target.value)}>
          <option value="">{texts.all}</option>
          {labels.options('eventTypes').map(({ code, label }) => (
            <option key={code} value={code}>
              {label}
            </option>
          ))}
        </select>
      </label>
      <label>
        {texts.severity}
        <select value={of('severity')} onChange={(event) => onSet('severity', event.target.value)}>
          <option value="">{texts.any}</option>
          {[2, 3, 4, 5].map((one) => (
            <option key={one} value={one}>
              {one}
            </option>
          ))}
        </select>
      </label>
      <SearchField value={of('text')} search={search} onSet={(value) => onSet('text', value)} />
    </form>
  )
}

function SearchField({
  value,
  search,
  onSet,
}: {
  readonly value: string
  readonly search: Props['search']
  readonly onSet: (value: string) => void
}) {
  const texts = useTexts(triageTexts)
  const [typed, setTyped] = useState(value)
  useEffect(() => setTyped(value), [value])
  useEffect(() => {
    const wanted = typed.trim()
    if (wanted === value || wanted.length === 1) return undefined
    const timer = setTimeout(() => onSet(wanted), typingMs)
    return () => clearTimeout(timer)
  }, [typed, value, onSet])
  return (
    <label className="triage-search">
      {texts.search}
      <input
        ref={search}
        type="search"
        maxLength={100}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
      />
    </label>
  )
}
