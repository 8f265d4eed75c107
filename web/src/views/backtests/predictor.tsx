// What gives alarms and what ranks the days: a level of a rule, a measure of it, or a baseline, in words.
import { LevelMark } from '../../design/level-mark.tsx'
import { type Labels, wordFor } from '../../labels.ts'
import { useSession } from '../../session.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { useSpeech } from '../../texts/texts.tsx'
import { useNames } from './names.tsx'
import { backtestsTexts } from './texts.ts'
import { type Report, ruleLevel } from './types.ts'

/** A level of a rule with its mark, or the name of a baseline. */
export function Predictor({ report, name }: { readonly report: Report; readonly name: string }) {
  const texts = useTexts(backtestsTexts)
  const { labels } = useSession()
  const names = useNames()
  const own = ruleLevel(report, name)
  if (own !== undefined)
    return (
      <>
        {names.rule(own.rule)} <LevelMark level={own.level as 'info'} />
      </>
    )
  return <span className="soft">{baselineName(texts.baselines, labels, name)}</span>
}

/** The same where only text can stand. */
export function usePredictorName(report: Report): (name: string) => string {
  const { texts: common } = useSpeech()
  const names = useNames()
  return (name) => {
    const own = ruleLevel(report, name)
    return own === undefined ? name : `${names.rule(own.rule)}, ${wordFor(common.codes.level, own.level)}`
  }
}

/** «candidate-threats: n» and «received threat» in words; what has none stays as it is. */
export function useScoreName(): (score: string) => string {
  const texts = useTexts(backtestsTexts)
  const { labels } = useSession()
  const names = useNames()
  return (score) => {
    const [, rule, measure = ''] = /^([a-z0-9-]+): (\w+)$/.exec(score) ?? []
    if (rule === undefined) return baselineName(texts.baselines, labels, score)
    // The level of the rule is a score as well, beside its measures.
    return `${names.rule(rule)}: ${measure === 'level' ? texts.scoreLevel : texts.scoreMeasure(measure)}`
  }
}

type Baselines = (typeof backtestsTexts)['es']['baselines']

/** «received threat >= 3» → its words, the same with a threshold and without. */
function baselineName(words: Baselines, labels: Labels, name: string): string {
  const [, kind, what = '', least] = /^(received|active) (.+?)(?: >= (\d+))?$/.exec(name) ?? []
  if (kind === undefined) return wordFor(words.names, name)
  const counted =
    words.names[`${kind} ${what}`] ?? `${wordFor(words.names, kind)} ${labels.of('eventTypes', what)}`
  return least === undefined ? counted : words.counted(counted, least)
}
