// Who can be notified and through which channels, how these are doing, their tests, and the trial of a route.
import { Fragment, useState } from 'react'
import type { Page } from '../../api-types.ts'
import { NotDone, useAct } from '../../design/act.tsx'
import { PartLinks } from '../../design/part-links.tsx'
import { Empty, Live, MarkingLabel, Moment } from '../../design/parts.tsx'
import { ReasonForm } from '../../design/reason-form.tsx'
import { Table } from '../../design/table.tsx'
import { plain, wordFor } from '../../labels.ts'
import { usePolled } from '../../live.ts'
import { goTo, useAddress } from '../../route.tsx'
import { useSession } from '../../session.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { useSpeech } from '../../texts/texts.tsx'
import { RouteTrial } from './route-trial.tsx'
import { channelsTexts } from './texts.ts'
import './channels.css'

interface Way {
  readonly channel: string
  readonly type: string
  readonly max_marking: string
  readonly state: string
  readonly last_success_at: string | null
  readonly proven_at: string | null
  readonly warnings: readonly string[]
}

interface Recipient {
  readonly id: string
  readonly audience: string
  readonly labels: { readonly es: string; readonly en: string }
  readonly is_inside: boolean
  readonly territory: readonly string[] | null
  readonly clearance: string
  readonly channels: readonly Way[]
}

export function ChannelsView() {
  const texts = useTexts(channelsTexts)
  const { query } = useAddress()
  const isTrial = query.get('part') === 'routes'
  return (
    <>
      <h1>{texts.title}</h1>
      <PartLinks
        parts={[
          { href: '/channels', name: texts.parts.recipients, isHere: !isTrial },
          { href: '/channels?part=routes', name: texts.parts.routes, isHere: isTrial },
        ]}
      />
      {isTrial ? <RouteTrial /> : <Recipients />}
    </>
  )
}

function filterBy(nextSearch: string, nextTrouble: boolean): void {
  const next = new URLSearchParams()
  if (nextSearch !== '') next.set('search', nextSearch)
  if (nextTrouble) next.set('trouble', 'true')
  goTo(next.size === 0 ? '/channels' : `/channels?${next.toString()}`, 'replace')
}

function Recipients() {
  const texts = useTexts(channelsTexts)
  const { api } = useSession()
  const { query } = useAddress()
  const wordsOf = useRecipientWords()
  const polled = usePolled<Page<Recipient>>(api, '/v1/recipients', 15_000)
  const search = query.get('search') ?? ''
  const isTrouble = query.get('trouble') === 'true'
  return (
    <>
      <p className="soft narrow">{texts.lead}</p>
      <form className="filters" onSubmit={(event) => event.preventDefault()}>
        <label>
          {texts.search}
          <input type="search" value={search} onChange={(event) => filterBy(event.target.value, isTrouble)} />
        </label>
        <label className="check">
          <input
            type="checkbox"
            checked={isTrouble}
            onChange={(event) => filterBy(search, event.target.checked)}
          />
          {texts.onlyTrouble}
        </label>
      </form>
      <Live polled={polled}>
        {({ items }) => {
          const shown = items.filter(
            (one) =>
              plain([...Object.values(wordsOf(one)), one.id].join(' ')).includes(plain(search)) &&
              (!isTrouble || one.channels.some(({ warnings }) => warnings.length > 0)),
          )
          return (
            <>
              {shown.length === 0 && <Empty title={texts.none}>{texts.noneLine}</Empty>}
              {shown.map((one) => (
                <RecipientPart key={one.id} recipient={one} onDone={polled.refresh} />
              ))}
            </>
          )
        }}
      </Live>
    </>
  )
}

interface RecipientWords {
  readonly name: string
  /** What it belongs to, where it has a name of its own. */
  readonly group: string
  readonly places: string
}

/** An office of a group has a name of its own: the label of the group is the same for all of them. */
function useRecipientWords(): (recipient: Recipient) => RecipientWords {
  const { language } = useSpeech()
  const { labels, format } = useSession()
  return ({ id, audience, labels: own, territory }) => {
    const label = own[language]
    if (territory === null) return { name: label, group: '', places: '' }
    const places = format.list(territory.map((code) => labels.place(code)))
    if (id === audience) return { name: label, group: '', places }
    const name = labels.recipient(id)
    return { name, group: label, places: plain(name).includes(plain(places)) ? '' : places }
  }
}

interface PartProps {
  readonly recipient: Recipient
  readonly onDone: () => void
}

function RecipientPart({ recipient, onDone }: PartProps) {
  const texts = useTexts(channelsTexts)
  const { texts: common } = useSpeech()
  const { name, group, places } = useRecipientWords()(recipient)
  return (
    <section className="panel recipient" aria-label={name}>
      <h2>
        {name} <code className="soft small">{recipient.id}</code>
      </h2>
      <p className="soft small">
        {group !== '' && <>{group} · </>}
        {recipient.is_inside ? texts.inside : texts.outside} · {texts.clearance}{' '}
        <MarkingLabel marking={recipient.clearance} />
        {places !== '' && <> · {places}</>}
      </p>
      <Table
        caption={name}
        heads={[texts.channel, texts.state, texts.lastSuccess, texts.proven]}
        rows={recipient.channels.map((way) => ({
          key: way.channel,
          cells: [
            <span key="channel">
              {wordFor(common.codes.channel, way.type)} <code className="soft small">{way.channel}</code>{' '}
              <MarkingLabel marking={way.max_marking} />
            </span>,
            <WayState key="state" way={way} />,
            way.last_success_at === null ? texts.never : <Moment key="last" at={way.last_success_at} />,
            <Fragment key="proven">
              <Proven way={way} />
              <WayActs recipient={recipient} way={way} onDone={onDone} />
            </Fragment>,
          ],
        }))}
      />
    </section>
  )
}

/** What does not leave Vigía has nobody to acknowledge a test. */
function Proven({ way }: { readonly way: Way }) {
  const texts = useTexts(channelsTexts)
  if (way.state === 'own') return '–'
  return way.proven_at === null ? texts.never : <Moment at={way.proven_at} />
}

/** A way that nobody has set up or tried is not called one that works, whatever no message has disproved. */
const unproven = ['no_settings', 'never_proven']
/** Nothing goes out this way, or not every time. */
const bad = new Set(['no_settings', 'disabled', 'disabling', 'degraded'])

function WayState({ way }: { readonly way: Way }) {
  const texts = useTexts(channelsTexts)
  const { format } = useSession()
  const doubt = way.state === 'working' ? unproven.find((code) => way.warnings.includes(code)) : undefined
  // What has no settings cannot have been tested either.
  const told = doubt === 'no_settings' ? unproven : [doubt]
  const warnings = way.warnings.filter((code) => !told.includes(code))
  const state = doubt ?? way.state
  return (
    <>
      <span className={bad.has(state) ? 'late' : undefined}>{wordFor(texts.states, state)}</span>
      {warnings.length > 0 && (
        <span className="soft small block">
          {format.list(warnings.map((code) => wordFor(texts.warnings, code)))}
        </span>
      )}
    </>
  )
}

function WayActs({ recipient, way, onDone }: PartProps & { readonly way: Way }) {
  const texts = useTexts(channelsTexts)
  const { can } = useSession()
  const [isTested, setTested] = useState(false)
  const act = useAct(() => {
    setTested(true)
    onDone()
  })
  const path = `/v1/recipients/${encodeURIComponent(recipient.id)}/channels/${encodeURIComponent(way.channel)}`
  if (!can('channels:manage') || way.state === 'own' || way.warnings.includes('no_settings')) return null
  return (
    <div className="acts">
      <button
        type="button"
        aria-label={`${texts.test}: ${way.channel}`}
        aria-disabled={act.sending === 'sending'}
        onClick={() => act.post(`${path}:test`, {})}
      >
        {texts.test}
      </button>
      {way.state === 'disabled' && (
        <ReasonForm
          label={texts.enable}
          confirm={texts.enableConfirm}
          path={`${path}:enable`}
          refusals={texts.refusals}
          onDone={onDone}
        />
      )}
      <span role="status" className="small">
        {isTested ? texts.tested : ''}
      </span>
      <NotDone sending={act.sending} refusals={texts.refusals} />
    </div>
  )
}
