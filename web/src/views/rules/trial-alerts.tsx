// What a rule on trial would have warned of; nobody was told.
import type { Alert, Page } from '../../api-types.ts'
import { LevelMark } from '../../design/level-mark.tsx'
import { Empty, Live, Moment } from '../../design/parts.tsx'
import { usePolled } from '../../live.ts'
import { useSession } from '../../session.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { useSpeech } from '../../texts/texts.tsx'
import { rulesTexts } from './texts.ts'
import type { RuleLife } from './types.ts'

export function TrialAlerts({ rule }: { readonly rule: RuleLife }) {
  const texts = useTexts(rulesTexts)
  const { language } = useSpeech()
  const { api, can, labels } = useSession()
  const path = `/v1/alerts?shadow=true&limit=200&rule=${encodeURIComponent(rule.id)}`
  const polled = usePolled<Page<Alert>>(api, can('alerts:read') ? path : undefined)
  if (!can('alerts:read')) return <p className="notice">{texts.trialScope}</p>
  return (
    <>
      <p className="soft">{texts.trialLead}</p>
      <Live polled={polled}>
        {({ items }) => (
          <>
            {items.length === 0 && <Empty title={texts.noTrial}>{texts.noTrialLine}</Empty>}
            <ul className="rows">
              {items.map((one) => (
                <li key={one.id} className="row">
                  <p className="row-top">
                    <LevelMark level={one.level ?? one.max_level} /> {labels.place(one.place)} ·{' '}
                    <Moment at={one.fired_at} />
                  </p>
                  <p>{one.explain[language]}</p>
                </li>
              ))}
            </ul>
          </>
        )}
      </Live>
    </>
  )
}
