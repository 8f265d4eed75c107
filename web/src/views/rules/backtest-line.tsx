// What a revision would have done over the last days of every open process, in a few lines.
import { LevelMark } from '../../design/level-mark.tsx'
import { Moment } from '../../design/parts.tsx'
import { wordFor } from '../../labels.ts'
import { useSession } from '../../session.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { useSpeech } from '../../texts/texts.tsx'
import { rulesTexts } from './texts.ts'
import type { RuleBacktest } from './types.ts'

export function Backtest({ backtest }: { readonly backtest: RuleBacktest }) {
  const texts = useTexts(rulesTexts)
  const { language } = useSpeech()
  const { format } = useSession()
  const { result } = backtest
  return (
    <div className="rule-backtest">
      <p>
        {texts.backtest}: <strong>{wordFor(texts.backtestState, backtest.state)}</strong> ·{' '}
        <span className="soft small">
          <Moment at={backtest.created_at} />
        </span>
      </p>
      {backtest.error !== null && <p className="notice notice-bad">{backtest.error}</p>}
      {result !== null && (
        <>
          <p>
            {texts.backtestLine(
              format.number(result.summary.new),
              format.number(result.summary.lost),
              format.number(result.summary.same),
            )}
          </p>
          {result.by_level.length > 0 && (
            <p className="row-top">
              {result.by_level.map((one) => (
                <span key={one.level}>
                  <LevelMark level={one.level} /> {format.number(one.alerts)}
                </span>
              ))}
            </p>
          )}
          {result.warnings.map((one) => (
            <p key={one.reason} className="notice notice-bad">
              {one.message[language]}
            </p>
          ))}
        </>
      )}
    </div>
  )
}
