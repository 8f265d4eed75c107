// The record: every reading of an identity, written before it was shown, and the notices about it.
import type { IdentityNotice, IdentityRead, Page } from '../../api-types.ts'
import { Empty, Moment } from '../../design/parts.tsx'
import { Table } from '../../design/table.tsx'
import { wordFor } from '../../labels.ts'
import { usePolled } from '../../live.ts'
import { useSession } from '../../session.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { identitiesTexts } from './texts.ts'
import { Reviewed, SignalLink, Who } from './who.tsx'

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
          <h2>{texts.notices}</h2>
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
          format.list(one.fields.map((name) => wordFor(texts.fields, name))),
          <SignalLink key="signal" id={one.signal} />,
        ],
      }))}
    />
  )
}

function Notices({ notices }: { readonly notices: readonly IdentityNotice[] }) {
  const texts = useTexts(identitiesTexts)
  if (notices.length === 0) return <p className="soft">{texts.noNotices}</p>
  return (
    <ul className="events">
      {notices.map((one) => (
        <li key={one.id}>
          {wordFor(texts.noticeKinds, one.kind)} · <SignalLink id={one.signal} />{' '}
          <span className="soft">
            · <Moment at={one.at} />
            {one.office !== null && ` · ${one.office}`}
          </span>
        </li>
      ))}
    </ul>
  )
}
