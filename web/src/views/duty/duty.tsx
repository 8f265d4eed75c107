// Who must act now, per office; when nobody will be there; rotas with their shifts and absences.
import { useState } from 'react'
import { Reveal } from '../../design/act.tsx'
import { Empty, Live, Moment } from '../../design/parts.tsx'
import { wordFor } from '../../labels.ts'
import { usePolled } from '../../live.ts'
import { useSession } from '../../session.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { type EmptyTime, EmptyTimes } from './empty-times.tsx'
import { Fallback } from './fallback.tsx'
import { NewRota } from './new-rota.tsx'
import { RotaEntries } from './rota-entries.tsx'
import { dutyTexts } from './texts.ts'

interface Duty {
  readonly rota: string
  readonly owner: string
  readonly role: string | null
  readonly on_duty: readonly { readonly person: string; readonly name: string; readonly because: string }[]
  readonly status: 'covered' | 'warning' | 'alarm'
  readonly fallback: string | null
  readonly gaps: readonly { readonly from: string; readonly to: string; readonly urgency: string }[]
  readonly empty_times: readonly EmptyTime[]
}

interface OnDuty {
  readonly now: string
  readonly items: readonly Duty[]
}

const order = { alarm: 0, warning: 1, covered: 2 } as const

export function DutyView() {
  const texts = useTexts(dutyTexts)
  const { api, can } = useSession()
  const polled = usePolled<OnDuty>(api, '/v1/on-duty', 15_000)
  return (
    <>
      <h1>{texts.title}</h1>
      <p className="soft narrow">{texts.lead}</p>
      {can('delivery:manage') && <NewRota onDone={polled.refresh} />}
      <Live polled={polled}>
        {({ items, now }) => (
          <>
            {items.length === 0 && <Empty title={texts.none}>{texts.noneLine}</Empty>}
            {items
              .toSorted((a, b) => order[a.status] - order[b.status] || a.owner.localeCompare(b.owner))
              .map((one) => (
                <DutyPart key={one.rota} duty={one} now={now} onDone={polled.refresh} />
              ))}
          </>
        )}
      </Live>
    </>
  )
}

interface Props {
  readonly duty: Duty
  readonly now: string
  readonly onDone: () => void
}

function DutyPart({ duty, now, onDone }: Props) {
  const texts = useTexts(dutyTexts)
  const { labels } = useSession()
  const [isOpen, setOpen] = useState(false)
  const name = labels.recipient(duty.owner)
  return (
    <section className="panel" aria-label={name}>
      <h2>
        {name} <span className="soft small">{duty.role ?? texts.everybody}</span>
      </h2>
      <p className={duty.status === 'alarm' ? 'late' : 'soft'}>{wordFor(texts.status, duty.status)}</p>
      <OnDutyNow duty={duty} />
      <EmptyTimes times={duty.empty_times} owner={name} now={now} />
      {duty.fallback !== null && <Gaps gaps={duty.gaps} />}
      <Fallback rota={duty.rota} fallback={duty.fallback} onDone={onDone} />
      <Reveal label={texts.details} isOpen={isOpen} onToggle={setOpen}>
        {isOpen && <RotaEntries rota={duty.rota} onDone={onDone} />}
      </Reveal>
    </section>
  )
}

function OnDutyNow({ duty }: Pick<Props, 'duty'>) {
  const texts = useTexts(dutyTexts)
  if (duty.on_duty.length === 0) return <p className="late">{texts.nobody}</p>
  return (
    <ul className="plain">
      {duty.on_duty.map((one) => (
        <li key={one.person}>
          <strong>{one.name}</strong> <span className="soft">· {wordFor(texts.because, one.because)}</span>
        </li>
      ))}
    </ul>
  )
}

/** Without a fallback person every gap is an empty time, and said as one. */
function Gaps({ gaps }: Pick<Duty, 'gaps'>) {
  const texts = useTexts(dutyTexts)
  if (gaps.length === 0) return null
  return (
    <>
      <h3>{texts.gaps}</h3>
      <ul className="plain">
        {gaps.slice(0, 6).map((gap) => (
          <li key={gap.from} className={gap.urgency === 'alarm' ? 'late' : undefined}>
            <Moment at={gap.from} withAge={false} /> – <Moment at={gap.to} withAge={false} />
          </li>
        ))}
      </ul>
    </>
  )
}
