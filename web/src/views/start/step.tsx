// One step of a tour: whether it is done, as the server says, what it is, and where it is done.
import type { ReactNode } from 'react'
import { Link } from '../../route.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { startTexts } from './texts.ts'

/** Undefined: the reader does not see it. */
export type Progress = boolean | undefined

interface Props {
  readonly title: string
  readonly progress: Progress
  readonly isCurrent: boolean
  readonly link?: { readonly href: string; readonly name: string } | undefined
  readonly children: ReactNode
}

export function Step({ title, progress, isCurrent, link, children }: Props) {
  const texts = useTexts(startTexts)
  const isDone = progress === true
  return (
    <li className={isDone ? 'tour-done' : undefined} aria-current={isCurrent ? 'step' : undefined}>
      <h3>{title}</h3>
      <p className="small" role="status">
        {isDone ? `✓ ${texts.done}` : progress === undefined ? texts.unseen : texts.open}
      </p>
      <p className="soft">{children}</p>
      {link !== undefined && (
        <p>
          <Link className="button-link" href={link.href}>
            {link.name}
          </Link>
        </p>
      )}
    </li>
  )
}
