// The parts of a view, each with its own address: links, not tabs, so that each can be opened, shared and gone back to.
import './act.css'
import { useEffect, useRef } from 'react'
import { Link } from '../route.tsx'
import { useTexts } from '../texts/catalogue.ts'
import { actTexts } from './act-texts.ts'

export function PartLinks({
  parts,
}: {
  readonly parts: readonly { readonly href: string; readonly name: string; readonly isHere: boolean }[]
}) {
  const texts = useTexts(actTexts)
  const row = useRef<HTMLUListElement>(null)
  const here = parts.find(({ isHere }) => isHere)?.href
  // On a phone the row is longer than the page: the part that is open stands in its middle.
  useEffect(() => {
    const list = row.current
    const current = list?.querySelector<HTMLElement>('[aria-current]')
    if (here === undefined || list === null || !(current instanceof HTMLElement)) return
    list.scrollLeft = current.offsetLeft - (list.clientWidth - current.offsetWidth) / 2
  }, [here])
  return (
    <nav className="parts" aria-label={texts.parts}>
      <ul ref={row}>
        {parts.map((one) => (
          <li key={one.href}>
            <Link href={one.href} aria-current={one.isHere ? 'page' : undefined} data-name={one.name}>
              {one.name}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  )
}
