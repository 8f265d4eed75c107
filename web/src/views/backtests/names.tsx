// What processes, rules and runs are called, in the reader's language. Asked for once for all that these views show.
import { createContext, type ReactNode, useContext, useMemo } from 'react'
import type { ElectoralProcess, Page, RuleInForce } from '../../api-types.ts'
import { usePolled } from '../../live.ts'
import { titleIn } from '../../rule-title.ts'
import { useSession } from '../../session.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { useSpeech } from '../../texts/texts.tsx'
import { dayMs, dayOf } from './day.ts'
import { usualTitle } from './run-title.ts'
import { backtestsTexts } from './texts.ts'

const rarely = 600_000

export interface Names {
  /** Its code where the reader may not read it. */
  readonly process: (id: string) => string
  /** Its code where it is not in force. */
  readonly rule: (id: string) => string
  /** «1 de ago – 29 de nov de 2026». */
  readonly span: (from: string, to: string) => string
  /** The title that somebody gave it; otherwise what was tried, over which days. */
  readonly run: (run: { readonly title: string; readonly process: string }) => string
}

const NamesContext = createContext<Names | undefined>(undefined)

export function useNames(): Names {
  const names = useContext(NamesContext)
  if (names === undefined) throw new Error('useNames outside of WithNames')
  return names
}

export function WithNames({ children }: { readonly children: ReactNode }) {
  const { processes, rules } = useKnown()
  const texts = useTexts(backtestsTexts)
  const { format } = useSession()
  const names = useMemo<Names>(() => {
    const days = new Intl.DateTimeFormat(format.locale, {
      timeZone: 'UTC',
      day: 'numeric',
      month: 'short',
      year: 'numeric',
    })
    const process = (id: string) => processes.get(id) ?? id
    const rule = (id: string) => rules.get(id) ?? id
    const span = (from: string, to: string) => days.formatRange(dayOf(from) * dayMs, dayOf(to) * dayMs)
    return {
      process,
      rule,
      span,
      run({ title, process: id }) {
        const usual = usualTitle(title, id)
        if (usual === undefined) return title
        const tried = usual.rules.map((one) => texts.ruleVersion(rule(one.id), one.version))
        const others = usual.others === undefined ? [] : [texts.otherRules(usual.others)]
        const what = usual.rules.length === 0 ? process(id) : format.list([...tried, ...others])
        const seed = usual.seed === undefined ? [] : [texts.seedOf(usual.seed)]
        return [what, span(usual.from, usual.to), ...seed].join(' · ')
      },
    }
  }, [processes, rules, texts, format])
  return <NamesContext value={names}>{children}</NamesContext>
}

function useKnown() {
  const { language } = useSpeech()
  const { api, can } = useSession()
  const mayRead = can('registry:read')
  const processes = usePolled<Page<ElectoralProcess>>(api, mayRead ? '/v1/processes' : undefined, rarely)
  const rules = usePolled<Page<RuleInForce>>(api, '/v1/rules', rarely)
  return {
    processes: useMemo(
      () => new Map(processes.data?.items.map(({ id, name }) => [id, name[language]])),
      [processes.data, language],
    ),
    rules: useMemo(
      () => new Map(rules.data?.items.map(({ id, yaml }) => [id, titleIn(yaml, language) ?? id])),
      [rules.data, language],
    ),
  }
}
