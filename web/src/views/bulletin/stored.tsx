// One stored bulletin: as it reads, its texts in work, its numbers counted again. What somebody else changes waits until the reader lets it in.
import { useState } from 'react'
import { PartLinks } from '../../design/part-links.tsx'
import { Empty, ExerciseTag, Live, MarkingLabel } from '../../design/parts.tsx'
import { wordFor } from '../../labels.ts'
import { usePolled } from '../../live.ts'
import { Link, useAddress, useFocusOnArrival } from '../../route.tsx'
import { useSession } from '../../session.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { Acts } from './acts.tsx'
import { Check } from './check.tsx'
import { Files } from './files.tsx'
import { Period } from './period.tsx'
import { Sheet } from './sheet.tsx'
import { Standing } from './standing.tsx'
import { StateMark } from './state-mark.tsx'
import { bulletinTexts } from './texts.ts'
import { type Bulletin, isOpen, makerScope, pathOf } from './types.ts'
import { useProcesses } from './use-processes.ts'
import { WriteTexts } from './write.tsx'

const everyMs = 15_000

export function StoredBulletin({ id }: { readonly id: string }) {
  const texts = useTexts(bulletinTexts)
  const { api } = useSession()
  const part = useFocusOnArrival<HTMLElement>(id)
  const polled = usePolled<Bulletin>(api, pathOf(id), everyMs)
  const isUnknown = [400, 404, 422].includes(polled.error?.status ?? 0)
  return (
    <article ref={part} tabIndex={-1} className="bulletin">
      <p className="back">
        <Link href="/bulletin">← {texts.back}</Link>
      </p>
      {isUnknown ? (
        <Empty title={texts.unknown}>{texts.unknownLine}</Empty>
      ) : (
        <Live polled={polled}>{(latest) => <Held latest={latest} onStale={polled.refresh} />}</Live>
      )}
    </article>
  )
}

interface HeldProps {
  readonly latest: Bulletin
  readonly onStale: () => void
}

/** Whoever decides decides on what they have read. */
function Held({ latest, onStale }: HeldProps) {
  const texts = useTexts(bulletinTexts)
  const { query } = useAddress()
  const [held, setHeld] = useState(latest)
  const isBehind = latest.version > held.version
  // Who writes is told by the fields themselves.
  const isWriting = query.get('part') === 'write'
  function done(answer: Bulletin): void {
    setHeld(answer)
    onStale()
  }
  return (
    <>
      <Head bulletin={held} />
      <div role="status" className="no-print">
        {isBehind && !isWriting && (
          <button type="button" className="new-rows" onClick={() => setHeld(latest)}>
            {texts.changed}
          </button>
        )}
      </div>
      <Parts held={held} newest={isBehind ? latest : held} onDone={done} onStale={onStale} />
    </>
  )
}

function Head({ bulletin }: { readonly bulletin: Bulletin }) {
  const texts = useTexts(bulletinTexts)
  const { labels } = useSession()
  const { nameOf } = useProcesses()
  return (
    <header>
      <p className="row-top">
        <StateMark state={bulletin.state} />
        <MarkingLabel marking={bulletin.marking} />
        {bulletin.exercise && <ExerciseTag />}
        {bulletin.errata > 0 && <span>{texts.errataCount(bulletin.errata)}</span>}
      </p>
      <h1>
        {wordFor(texts.headings, bulletin.kind)} – {labels.place(bulletin.place)}
      </h1>
      <p>
        {nameOf(bulletin.process)}
        <span className="soft block">
          <Period from={bulletin.from} to={bulletin.to} />
        </span>
      </p>
    </header>
  )
}

interface PartsProps {
  readonly held: Bulletin
  readonly newest: Bulletin
  readonly onDone: (bulletin: Bulletin) => void
  readonly onStale: () => void
}

function Parts({ held, newest, onDone, onStale }: PartsProps) {
  const { views } = useTexts(bulletinTexts)
  const { can } = useSession()
  const { query } = useAddress()
  const asked = query.get('part')
  // Who is writing keeps the page, also when somebody ends the bulletin meanwhile.
  const mayWrite = can(makerScope) && (isOpen(held) || asked === 'write')
  const offered = mayWrite ? (['read', 'write', 'check'] as const) : (['read', 'check'] as const)
  const here = offered.find((one) => one === asked) ?? 'read'
  const base = `/bulletin/${held.id}`
  return (
    <>
      <PartLinks
        parts={offered.map((one) => ({
          href: one === 'read' ? base : `${base}?part=${one}`,
          name: views[one],
          isHere: one === here,
        }))}
      />
      {here === 'read' && (
        <>
          <Standing bulletin={held} />
          <Files bulletin={held} />
          <Acts bulletin={held} onDone={onDone} />
          <Sheet bulletin={held} />
        </>
      )}
      {here === 'write' && <WriteTexts newest={newest} onSaved={onDone} onStale={onStale} />}
      {here === 'check' && <Check key={held.version} bulletin={held} />}
    </>
  )
}
