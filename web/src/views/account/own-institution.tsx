// The accounts of an institution that one signs in with: linked, taken away. Not there where no provider is set up.
import { useEffect, useRef, useState } from 'react'
import { Refused, useAttempt } from '../../access/attempt.tsx'
import { leaveFor, takeAnswer } from '../../access/institution.ts'
import type { Answers } from '../../api-schema.ts'
import { Moment } from '../../design/parts.tsx'
import { Table } from '../../design/table.tsx'
import { UsedDay } from '../../design/used-day.tsx'
import { useSession } from '../../session.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { accountTexts } from './texts.ts'

interface Props {
  readonly own: Answers['GET /v1/auth/oidc-links']
  readonly onDone: () => void
}

export function OwnInstitution({ own, onDone }: Props) {
  const texts = useTexts(accountTexts)
  const { api } = useSession()
  const [done, setDone] = useState('')
  const [came] = useState(takeAnswer)
  const attempt = useAttempt({ AUTH_SIGN_IN_REFUSED: texts.notLinked })
  const first = useRef(came)
  async function act(work: () => Promise<unknown>, said: string): Promise<void> {
    setDone('')
    const isDone = await attempt.run(async () => void (await work()))
    if (!isDone) return
    setDone(said)
    onDone()
  }
  useEffect(() => {
    const answer = first.current
    first.current = undefined
    if (answer !== undefined) void act(() => api.post('/v1/auth/oidc-links', answer), texts.linked)
  })
  function link(): void {
    void attempt.run(async () => {
      const { url } = await api.post<{ url: string }>('/v1/auth/oidc-links:start', {})
      leaveFor(url)
    })
  }
  const remove = (id: string): void =>
    void act(() => api.post(`/v1/auth/oidc-links/${id}:remove`, {}), texts.unlinked)
  if (!own.is_on && own.items.length === 0) return null
  return (
    <section className="access-way" aria-labelledby="own-institution">
      <h2 id="own-institution">{texts.institution}</h2>
      <p className="soft">{texts.institutionLine}</p>
      {own.items.length === 0 && <p>{texts.noLinks}</p>}
      {own.items.length > 0 && <Links items={own.items} isBusy={attempt.isBusy} onRemove={remove} />}
      {own.is_on && (
        <button type="button" aria-disabled={attempt.isBusy} onClick={link}>
          {texts.link}
        </button>
      )}
      <p role="status">{done}</p>
      <Refused fault={attempt.fault} />
    </section>
  )
}

interface ListProps {
  readonly items: Props['own']['items']
  readonly isBusy: boolean
  readonly onRemove: (id: string) => void
}

function Links({ items, isBusy, onRemove }: ListProps) {
  const texts = useTexts(accountTexts)
  return (
    <Table
      caption={texts.institution}
      heads={[texts.provider, texts.made, texts.used, '']}
      rows={items.map((one) => ({
        key: one.id,
        cells: [
          <code key="issuer">{one.issuer}</code>,
          <Moment key="made" at={one.created_at} withAge={false} />,
          <UsedDay key="used" day={one.last_used_day} never={texts.never} />,
          <button
            key="remove"
            type="button"
            aria-label={`${texts.unlink}: ${one.issuer}`}
            aria-disabled={isBusy}
            onClick={() => onRemove(one.id)}
          >
            {texts.unlink}
          </button>,
        ],
      }))}
    />
  )
}
