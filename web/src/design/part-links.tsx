// The parts of a view, each with its own address: links, not tabs, so that each can be opened, shared and gone back to.
import './act.css'
import { Link } from '../route.tsx'
import { useTexts } from '../texts/catalogue.ts'
import { actTexts } from './act-texts.ts'

export function PartLinks({
  parts,
}: {
  readonly parts: readonly { readonly href: string; readonly name: string; readonly isHere: boolean }[]
}) {
  const texts = useTexts(actTexts)
  return (
    <nav className="parts" aria-label={texts.parts}>
      <ul>
        {parts.map((one) => (
          <li key={one.href}>
            <Link href={one.href} aria-current={one.isHere ? 'page' : undefined}>
              {one.name}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  )
}
