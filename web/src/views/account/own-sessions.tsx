// Where one is signed in: each session, ended one by one or all at once.
import { Refused, useAttempt } from '../../access/attempt.tsx'
import type { Answers } from '../../api-schema.ts'
import { Live, Moment } from '../../design/parts.tsx'
import { Table } from '../../design/table.tsx'
import { usePolled } from '../../live.ts'
import { useSession } from '../../session.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { accountTexts } from './texts.ts'

type Listed = Answers['GET /v1/sessions']

export function OwnSessions() {
  const texts = useTexts(accountTexts)
  const { api, signOut } = useSession()
  const attempt = useAttempt()
  const polled = usePolled<Listed>(api, '/v1/sessions')
  function end(path: string, body: object): void {
    void attempt.run(async () => {
      await api.post(path, body)
      polled.refresh()
    })
  }
  function endAll(): void {
    void attempt.run(async () => {
      // The others first: should the line break between, this page is still signed in and can go on.
      await api.post('/v1/sessions:end-all', { keep_this: true })
      signOut()
    })
  }
  return (
    <section className="access-way" aria-labelledby="own-sessions">
      <h2 id="own-sessions">{texts.sessions}</h2>
      <Live polled={polled}>
        {({ items }) => (
          <Sessions items={items} isBusy={attempt.isBusy} onEnd={(id) => end(`/v1/sessions/${id}:end`, {})} />
        )}
      </Live>
      <div className="access-acts">
        <button
          type="button"
          aria-disabled={attempt.isBusy}
          onClick={() => end('/v1/sessions:end-all', { keep_this: true })}
        >
          {texts.endOthers}
        </button>
        <button type="button" aria-disabled={attempt.isBusy} onClick={endAll}>
          {texts.endAll}
        </button>
      </div>
      <Refused fault={attempt.fault} />
    </section>
  )
}

interface SessionsProps extends Listed {
  readonly isBusy: boolean
  readonly onEnd: (id: string) => void
}

function Sessions({ items, isBusy, onEnd }: SessionsProps) {
  const texts = useTexts(accountTexts)
  return (
    <Table
      caption={texts.sessions}
      heads={[texts.how, texts.begun, texts.seen, '']}
      rows={items.map((one) => ({
        key: one.id,
        cells: [
          `${texts.pathways[one.pathway]}${one.is_current ? ` (${texts.here})` : ''}`,
          <Moment key="begun" at={one.created_at} />,
          <Moment key="seen" at={one.last_seen_at} />,
          one.is_current ? null : (
            <button key="end" type="button" aria-disabled={isBusy} onClick={() => onEnd(one.id)}>
              {texts.end}
            </button>
          ),
        ],
      }))}
    />
  )
}
