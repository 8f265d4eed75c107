// The record: every reading of an identity, written before it was shown, and the notices about it.
import { Fragment } from 'react'
import type { IdentityNotice, IdentityRead, Page } from '../../api-types.ts'
import { Empty, Moment } from '../../design/parts.tsx'
import { Table } from '../../design/table.tsx'
import { wordFor } from '../../labels.ts'
import { usePolled } from '../../live.ts'
import { useSession } from '../../session.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { identitiesTexts } from './texts.ts'
import { HoldLink, Reviewed, SignalLink, Who } from './who.tsx'

export function ReadingRecord() {
  const texts = useTexts(identitiesTexts)
  const { api, can } = useSession()
  const may = can('identity:review')
  const reads = usePolled<Page<IdentityRead>>(api, may ? '/v1/identity-reads?limit=200' : undefined, 15_000)
  const notices = usePolled<Page<IdentityNotice>>(
    api,
    may ? '/v1/identity-notices?limit=100' : undefined,
    15_000,
  )
  return (
    <>
      <Reviewed polled={reads}>{({ items }) => <Reads reads={items} />}</Reviewed>
      {may && (
        <>
          <h2 className="group-title">{texts.notices}</h2>
          <p className="soft">{texts.noticesLine}</p>
          <Reviewed polled={notices}>{({ items }) => <Notices notices={items} />}</Reviewed>
        </>
      )}
    </>
  )
}

function Reads({ reads }: { readonly reads: readonly IdentityRead[] }) {
  const texts = useTexts(identitiesTexts)
  const { format } = useSession()
  const heads = texts.recordHeads
  if (reads.length === 0) return <Empty title={texts.noReads}>{texts.noReadsLine}</Empty>
  return (
    <Table
      caption={texts.recordCaption}
      heads={[heads.at, heads.person, heads.approver, heads.purpose, heads.fields, heads.signal]}
      rows={reads.map((one) => ({
        key: String(one.id),
        cells: [
          <Moment key="at" at={one.at} />,
          <Who key="person" person={one.person} />,
          one.emergency ? texts.byOne : <Who key="approver" person={one.approver} />,
          wordFor(texts.purposes, one.purpose),
          sentence(format.list(one.fields.map((name) => wordFor(texts.fields, name).toLowerCase()))),
          <Fragment key="signal">
            <SignalLink id={one.signal} isNamed={false} />{' '}
            <HoldLink signal={one.signal} identity={one.identity} />
          </Fragment>,
        ],
      }))}
    />
  )
}

/** The names of several things in one sentence: its first letter alone is a capital. */
function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

function Notices({ notices }: { readonly notices: readonly IdentityNotice[] }) {
  const texts = useTexts(identitiesTexts)
  const { labels } = useSession()
  if (notices.length === 0) return <p className="soft">{texts.noNotices}</p>
  return (
    <ul className="events">
      {notices.map((one) => (
        <li key={one.id}>
          <strong className="block">{wordFor(texts.noticeKinds, one.kind)}</strong>
          <SignalLink id={one.signal} />
          {one.office !== null &&
            ` · ${wordFor(texts.noticeOffices, one.kind)}: ${labels.recipient(one.office)}`}
          <span className="block soft small">
            <Moment at={one.at} />
          </span>
        </li>
      ))}
    </ul>
  )
}
