// The numbers counted once more, equal or what differs, and everything that was done to the bulletin.
import { Live, Moment } from '../../design/parts.tsx'
import { Table } from '../../design/table.tsx'
import { wordFor } from '../../labels.ts'
import { usePolled } from '../../live.ts'
import { useSession } from '../../session.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { useSpeech } from '../../texts/texts.tsx'
import { checkTexts } from './check-texts.ts'
import { bulletinTexts } from './texts.ts'
import { type Bulletin, pathOf, type Recount } from './types.ts'
import { useDifferenceWords } from './use-difference-words.ts'

// A count costs the server much: it is made when it is asked for.
const onceMs = 3_600_000

interface Props {
  readonly bulletin: Bulletin
}

export function Check({ bulletin }: Props) {
  return (
    <>
      <RecountPart bulletin={bulletin} />
      <History bulletin={bulletin} />
    </>
  )
}

function RecountPart({ bulletin }: Props) {
  const { recount } = useTexts(checkTexts)
  const { api } = useSession()
  const polled = usePolled<Recount>(api, `${pathOf(bulletin.id)}/recount`, onceMs)
  return (
    <section aria-labelledby="recount">
      <h2 id="recount">{recount.title}</h2>
      <p className="soft">{recount.lead}</p>
      <Live polled={polled}>
        {({ as_known_then: then, as_known_today: today, at }) => (
          <>
            <Counted
              bulletin={bulletin}
              name="before"
              counted={then}
              equal={recount.thenEqual}
              differs={recount.thenDiffers}
            />
            <Counted
              bulletin={bulletin}
              name="today"
              counted={today}
              equal={recount.todayEqual}
              differs={recount.todayDiffers}
            />
            <p className="soft small">
              {recount.at}: <Moment at={at} />
            </p>
          </>
        )}
      </Live>
      <button type="button" className="no-print" onClick={polled.refresh}>
        {recount.again}
      </button>
    </section>
  )
}

interface CountedProps extends Props {
  readonly name: 'before' | 'today'
  readonly counted: Recount['as_known_then']
  readonly equal: string
  readonly differs: (count: number) => string
}

function Counted({ bulletin, name, counted, equal, differs }: CountedProps) {
  const { recount } = useTexts(checkTexts)
  const words = useDifferenceWords(bulletin)
  const count = counted.differences.length
  // Of then it would be an alarm; of today it is what time does.
  const look = counted.equal ? 'notice-good' : name === 'before' ? 'notice-bad' : ''
  return (
    <section aria-labelledby={`recount-${name}`}>
      <h3 id={`recount-${name}`}>{recount[name]}</h3>
      <p className={`notice ${look}`}>{counted.equal ? equal : differs(count)}</p>
      {count > 0 && (
        <Table
          caption={recount[name]}
          heads={[recount.heads.where, recount.heads.was, recount.heads.is]}
          rows={counted.differences.map(({ at, was, is }) => ({
            key: at,
            cells: [words.where(at), words.value(at, was), words.value(at, is)],
          }))}
        />
      )}
    </section>
  )
}

function History({ bulletin }: Props) {
  const { history } = useTexts(checkTexts)
  const { sections } = useTexts(bulletinTexts)
  const { language } = useSpeech()
  const { me, format } = useSession()
  return (
    <section aria-labelledby="bulletin-history">
      <h2 id="bulletin-history">{history.title}</h2>
      <ol className="events">
        {bulletin.events.map((one) => (
          <li key={one.ordinal}>
            <Moment at={one.at} />
            <span className="block">
              <strong>{wordFor(history.kinds, one.kind)}</strong>{' '}
              <span className="soft">· {one.person === me.person ? history.you : history.somebody}</span>
            </span>
            {one.sections.length > 0 && (
              <span className="block">
                {format.list(one.sections.map((name) => wordFor(sections, name)))}
              </span>
            )}
            {one.reason !== null && <span className="block">{one.reason}</span>}
            {one.text !== null && <span className="block said">{one.text[language]}</span>}
          </li>
        ))}
      </ol>
    </section>
  )
}
