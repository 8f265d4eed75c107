// The last step: sending with progress, going on after a broken line, and what the server has confirmed.
import { useId } from 'react'
import { useSession } from '../../session.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { Progress, Stopped } from './progress.tsx'
import { importTexts } from './texts.ts'
import type { Sent, Work } from './work.ts'

interface Props {
  readonly work: Work
  readonly sent: Sent
  readonly onGoOn: (from: Sent) => void
}

export function SendStep({ work, sent, onGoOn }: Props) {
  const texts = useTexts(importTexts)
  const { format } = useSession()
  const id = useId()
  const all = work.check?.ready.length ?? 0
  const taken = sent.created + sent.duplicate + sent.revised
  return (
    <section className="panel" aria-labelledby={id}>
      <h2 id={id}>{texts.sendTitle}</h2>
      {sent.state !== 'done' && (
        <Progress done={sent.done} all={all} text={texts.sending(format.number(taken), format.number(all))} />
      )}
      {sent.state === 'stopped' && (
        <Stopped title={texts.sendStopped} error={sent.error} onGoOn={() => onGoOn(sent)}>
          {texts.sendStoppedLine}
        </Stopped>
      )}
      <div role="status">{sent.state === 'done' && <Done sent={sent} taken={taken} />}</div>
    </section>
  )
}

function Done({ sent, taken }: { readonly sent: Sent; readonly taken: number }) {
  const texts = useTexts(importTexts)
  const { format } = useSession()
  const counts = [
    sent.created > 0 || taken === 0 ? texts.created(format.number(sent.created), sent.created === 1) : '',
    sent.duplicate > 0 ? texts.duplicate(format.number(sent.duplicate), sent.duplicate === 1) : '',
    sent.revised > 0 ? texts.revised(format.number(sent.revised), sent.revised === 1) : '',
    sent.faults.length > 0 ? texts.refused(format.number(refusedRows(sent)), refusedRows(sent) === 1) : '',
  ]
  return (
    <div className={sent.faults.length === 0 ? 'notice notice-good' : 'notice'}>
      <p>
        <strong>{texts.sent}.</strong> {format.list(counts.filter((one) => one !== ''))}.
      </p>
    </div>
  )
}

function refusedRows({ faults }: Sent): number {
  return new Set(faults.map(({ row }) => row)).size
}
