// One step of a tour: whether it is done, as the server says, what it is, and where it is done.
import type { ReactNode } from 'react'
import type { Polled } from '../../live.ts'
import { Link } from '../../route.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { useSpeech } from '../../texts/texts.tsx'
import { startTexts } from './texts.ts'

/** Whether it is done; `unseen`: the reader may not see what would tell. */
export type Progress = boolean | 'loading' | 'unseen'

export function progressOf<Answer>(
  maySee: boolean,
  { data }: Polled<Answer>,
  isDone: (answer: Answer) => boolean,
): Progress {
  if (!maySee) return 'unseen'
  return data === undefined ? 'loading' : isDone(data)
}

/** The first step that is known to be undone; none before all of the steps above it are known. */
export function currentOf<Name extends string>(
  steps: readonly Name[],
  progress: Readonly<Record<Name, Progress>>,
): Name | undefined {
  const next = steps.find((one) => progress[one] !== true && progress[one] !== 'unseen')
  return next !== undefined && progress[next] === false ? next : undefined
}

interface Props {
  readonly title: string
  readonly progress: Progress
  readonly isCurrent: boolean
  readonly link?: { readonly href: string; readonly name: string } | undefined
  readonly children: ReactNode
}

export function Step({ title, progress, isCurrent, link, children }: Props) {
  const isDone = progress === true
  return (
    <li className={isDone ? 'tour-done' : undefined} aria-current={isCurrent ? 'step' : undefined}>
      <h3>{title}</h3>
      <p className="small" role="status">
        <ProgressWord progress={progress} />
      </p>
      <p className="soft">{children}</p>
      {link !== undefined && (
        <p className="tour-act">
          <Link className="button-link" href={link.href}>
            {link.name}
          </Link>
        </p>
      )}
    </li>
  )
}

function ProgressWord({ progress }: { readonly progress: Progress }) {
  const texts = useTexts(startTexts)
  const { texts: common } = useSpeech()
  if (progress === 'loading') return common.state.loading
  if (progress === 'unseen') return texts.unseen
  return progress ? `✓ ${texts.done}` : texts.open
}
