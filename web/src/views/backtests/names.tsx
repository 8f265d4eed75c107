// What processes, rules and runs are called, in the reader's language. Asked for once for all that these views show, which wait for it: a code
// that turns into a name under the reader, or a rule that a form does not know yet, is worse than a moment of «loading».
import { createContext, type ReactNode, useContext, useMemo } from 'react'
import type { ElectoralProcess, Page, RuleInForce } from '../../api-types.ts'
import { Loading } from '../../design/parts.tsx'
import { type Polled, usePolled } from '../../live.ts'
import { titleIn } from '../../rule-title.ts'
import { useSession } from '../../session.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { useSpeech } from '../../texts/texts.tsx'
import { dayMs, dayOf } from './day.ts'
import { usualTitle } from './run-title.ts'
import { backtestsTexts } from './texts.ts'

const rarely = 600_000

/** Something that can be chosen by its name. */
export interface Named {
  readonly id: string
  readonly name: string
}

export interface Names {
  readonly processes: readonly Named[]
  /** Those in force, by name. */
  readonly rules: readonly Named[]
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
  if (names === undefined) throw new Error('useNames outside of OnceNamed')
  return names
}

/** Shows what needs names once they are there, or are known not to come. */
export function OnceNamed({ children }: { readonly children: ReactNode }) {
  return useContext(NamesContext) === undefined ? <Loading /> : children
}

export function WithNames({ children }: { readonly children: ReactNode }) {
  const known = useKnown()
  const texts = useTexts(backtestsTexts)
  const { format } = useSession()
  const names = useMemo<Names | undefined>(() => {
    if (known === undefined) return undefined
    const days = new Intl.DateTimeFormat(format.locale, {
      timeZone: 'UTC',
      day: 'numeric',
      month: 'short',
      year: 'numeric',
    })
    const process = nameIn(known.processes)
    const rule = nameIn(known.rules)
    const span = (from: string, to: string) => days.formatRange(dayOf(from) * dayMs, dayOf(to) * dayMs)
    return {
      ...known,
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
  }, [known, texts, format])
  return <NamesContext value={names}>{children}</NamesContext>
}

function nameIn(known: readonly Named[]): (id: string) => string {
  const names = new Map(known.map(({ id, name }) => [id, name]))
  return (id) => names.get(id) ?? id
}

/** Undefined until both lists have come; one that is refused or did not come is an empty one, and is asked for again. */
function useKnown(): Pick<Names, 'processes' | 'rules'> | undefined {
  const { language } = useSpeech()
  const { api, can } = useSession()
  const mayRead = can('registry:read')
  const processes = usePolled<Page<ElectoralProcess>>(api, mayRead ? '/v1/processes' : undefined, rarely)
  const rules = usePolled<Page<RuleInForce>>(api, '/v1/rules', rarely)
  const isKnown = (!mayRead || hasAnswer(processes)) && hasAnswer(rules)
  return useMemo(() => {
    if (!isKnown) return undefined
    const named = (rules.data?.items ?? []).map(({ id, yaml }) => ({
      id,
      name: titleIn(yaml, language) ?? id,
    }))
    return {
      processes: (processes.data?.items ?? []).map(({ id, name }) => ({ id, name: name[language] })),
      rules: named.toSorted((a, b) => a.name.localeCompare(b.name, language)),
    }
  }, [isKnown, processes.data, rules.data, language])
}

function hasAnswer({ data, error }: Polled<unknown>): boolean {
  return data !== undefined || error !== undefined
}
