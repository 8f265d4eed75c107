// What a draft would have done over stored history, and what the person who changes it should look at twice.
import { NotDone } from '../../design/act.tsx'
import { LevelMark } from '../../design/level-mark.tsx'
import { Moment } from '../../design/parts.tsx'
import { Table } from '../../design/table.tsx'
import { wordFor } from '../../labels.ts'
import { useSession } from '../../session.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { rulesTexts } from './texts.ts'
import type { CountsOf, DryRun } from './types.ts'
import type { Effect } from './use-check.ts'

const shownAlerts = 20

export function EffectPart({ effect }: { readonly effect: Effect }) {
  const texts = useTexts(rulesTexts)
  return (
    <section aria-labelledby="rule-effect" aria-busy={effect.state === 'running'}>
      <h2 id="rule-effect">{texts.effect}</h2>
      <p className="soft small">{texts.effectLead}</p>
      <p className="soft small" role="status">
        {effect.state === 'running' ? texts.running : ''}
      </p>
      {effect.error !== undefined && <NotDone sending={effect.error} />}
      {effect.run !== undefined && <Run run={effect.run} />}
    </section>
  )
}

function Run({ run }: { readonly run: DryRun }) {
  const texts = useTexts(rulesTexts)
  const { format, labels } = useSession()
  const { summary, concerns } = run
  return (
    <>
      <p className="small">
        {texts.span(format.day(run.since), format.day(run.until), format.number(run.entries))}
      </p>
      {concerns.times_as_many !== null && (
        <p className="notice notice-bad">{texts.noisy(format.number(concerns.times_as_many))}</p>
      )}
      {concerns.silenced.length > 0 && (
        <p className="notice notice-bad">
          {texts.silences(format.list(concerns.silenced.map(labels.place)))}
        </p>
      )}
      <dl className="rule-counts">
        {(['new', 'lost', 'same'] as const).map((change) => (
          <div key={change}>
            <dt>{wordFor(texts.changes, change)}</dt>
            <dd className="figure">{format.number(summary[change])}</dd>
          </div>
        ))}
      </dl>
      <Counts
        caption={texts.byDepartment}
        head={texts.place}
        items={run.by_department}
        nameOf={(code) => labels.place(code)}
      />
      <Counts
        caption={texts.byPhase}
        head={texts.phase}
        items={run.by_phase}
        nameOf={(code) => labels.of('phases', code)}
      />
      <Changes run={run} />
    </>
  )
}

function Counts({
  caption,
  head,
  items,
  nameOf,
}: {
  readonly caption: string
  readonly head: string
  readonly items: readonly CountsOf[]
  readonly nameOf: (code: string) => string
}) {
  const texts = useTexts(rulesTexts)
  if (items.length === 0) return null
  return (
    <>
      <h3>{caption}</h3>
      <Table
        isSmall
        caption={caption}
        heads={[head, texts.changes['new'] ?? '', texts.changes['lost'] ?? '', texts.changes['same'] ?? '']}
        rows={items.map((one) => ({ key: one.code, cells: [nameOf(one.code), one.new, one.lost, one.same] }))}
      />
    </>
  )
}

function Changes({ run }: { readonly run: DryRun }) {
  const texts = useTexts(rulesTexts)
  const { labels } = useSession()
  const changed = run.alerts.filter(
    (one) => one.change !== 'same' || one.max_level !== (one.active_max_level ?? one.max_level),
  )
  if (changed.length === 0) return <p className="soft">{texts.noChange}</p>
  return (
    <>
      <h3>{texts.changed}</h3>
      <ul className="events">
        {changed.slice(0, shownAlerts).map((one) => (
          <li key={`${JSON.stringify(one.key)} ${one.fired_at}`}>
            <strong>{wordFor(texts.changes, one.change)}</strong> <LevelMark level={one.max_level} />{' '}
            {Object.values(one.key)
              .map((code) => labels.place(code))
              .join(' · ')}{' '}
            · <Moment at={one.fired_at} withAge={false} />
            {one.active_max_level !== null && one.active_max_level !== one.max_level && (
              <span className="soft">
                {' '}
                ({texts.was} <LevelMark level={one.active_max_level} />)
              </span>
            )}
          </li>
        ))}
      </ul>
    </>
  )
}
