// The list of rules in its groups: by phase and by window of the calendar, or by factor.
import { type RefObject, useEffect, useRef } from 'react'
import type { Page, RuleInForce } from '../../api-types.ts'
import { wordFor } from '../../labels.ts'
import { usePolled } from '../../live.ts'
import { Link, useAddress } from '../../route.tsx'
import { useSession } from '../../session.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { useSpeech } from '../../texts/texts.tsx'
import { rulesTexts } from './texts.ts'

// Factors change with the pack only.
const rarely = 600_000

export interface Listed {
  readonly rule: RuleInForce
  readonly title: string
  readonly phases: readonly string[]
  readonly factors: readonly string[]
}

interface Factor {
  readonly code: string
  readonly labels: { readonly es: string; readonly en: string }
}

/** Groups under one heading; without one where there is nothing to tell apart. */
interface Kind {
  readonly heading: string | undefined
  readonly codes: readonly string[]
}

interface Group {
  readonly code: string
  readonly name: string
  readonly members: readonly Listed[]
}

/** The names of phases and factors, and the order in which the country knows them; what has none stands first. */
function useGrouping(by: 'phase' | 'factor') {
  const texts = useTexts(rulesTexts)
  const { language } = useSpeech()
  const { api, labels, can } = useSession()
  const isAsked = by === 'factor' && can('registry:read')
  const factors = usePolled<Page<Factor>>(api, isAsked ? '/v1/factors' : undefined, rarely)
  if (by === 'factor') {
    const known = new Map(factors.data?.items.map(({ code, labels: names }) => [code, names[language]]))
    const kinds: readonly Kind[] = [{ heading: undefined, codes: ['', ...known.keys()] }]
    return {
      kinds,
      nameOf: (code: string) =>
        code === '' ? texts.noFactor : [code, known.get(code)].filter(Boolean).join(' · '),
    }
  }
  const phases = labels.codes('phases')
  const kinds: readonly Kind[] = [
    { heading: undefined, codes: [''] },
    { heading: texts.phases, codes: phases },
    { heading: texts.windows, codes: labels.codes('windows') },
  ]
  return {
    kinds,
    nameOf: (code: string) =>
      code === '' ? texts.everyPhase : labels.of(phases.includes(code) ? 'phases' : 'windows', code),
  }
}

/** A rule stands in each of its phases, and in each of its factors; in a group by its title. */
function useGroups(by: 'phase' | 'factor', rules: readonly Listed[]) {
  const { kinds, nameOf } = useGrouping(by)
  const { language } = useSpeech()
  const sorted = rules.toSorted((a, b) => a.title.localeCompare(b.title, language))
  const byCode = Map.groupBy(
    sorted.flatMap((one) => {
      const own = by === 'phase' ? one.phases : one.factors
      return (own.length === 0 ? [''] : own).map((code) => ({ code, one }))
    }),
    ({ code }) => code,
  )
  const groupOf = (code: string): Group => ({
    code,
    name: nameOf(code),
    members: byCode.get(code)?.map(({ one }) => one) ?? [],
  })
  // What no list names comes last: a code of an earlier edition, or factors that this reader may not read.
  const named = new Set(kinds.flatMap(({ codes }) => codes))
  const others = [...byCode.keys()].filter((code) => !named.has(code))
  return [...kinds, { heading: undefined, codes: others }]
    .map(({ heading, codes }) => ({
      heading,
      groups: codes.map(groupOf).filter(({ members }) => members.length > 0),
    }))
    .filter(({ groups }) => groups.length > 0)
}

export function Groups({
  by,
  rules,
  selected,
  isSearching,
}: {
  readonly by: 'phase' | 'factor'
  readonly rules: readonly Listed[]
  readonly selected: string | undefined
  readonly isSearching: boolean
}) {
  const kinds = useGroups(by, rules)
  const list = useRef<HTMLDivElement>(null)
  useSelectedInView(list, `${selected} ${by} ${isSearching} ${kinds.length}`)
  // The page's own heading is one above while no rule is open.
  const Heading = selected === undefined ? 'h2' : 'h3'
  return (
    <div ref={list}>
      {kinds.map(({ heading, groups }) => (
        <div key={groups[0]?.code}>
          {heading !== undefined && <Heading className="rule-kind">{heading}</Heading>}
          {groups.map(({ code, name, members }) => (
            <details
              key={`${by} ${code} ${isSearching}`}
              className="rule-group-list"
              open={isSearching || code === ''}
            >
              <summary>
                {name} <span className="soft small nowrap">({members.length})</span>
              </summary>
              <ul className="rows" aria-label={name}>
                {members.map((one) => (
                  <RuleRow key={one.rule.id} listed={one} isSelected={one.rule.id === selected} />
                ))}
              </ul>
            </details>
          ))}
        </div>
      ))}
    </div>
  )
}

/** The rule that is open beside the list is seen in it: its first group opens unless another one that has it is open, and the list, not the page, moves there. */
function useSelectedInView(list: RefObject<HTMLDivElement | null>, what: string): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: again when another rule is open or the list is made anew
  useEffect(() => {
    const links = [...(list.current?.querySelectorAll('[aria-current]') ?? [])]
    const link = links.find((one) => one.closest('details')?.open === true) ?? links[0]
    const [group, row, pane] = [link?.closest('details'), link?.closest('li'), link?.closest('.pane-list')]
    if (!group || !row || !pane) return
    group.open = true
    const [own, around] = [row.getBoundingClientRect(), pane.getBoundingClientRect()]
    if (own.top < around.top || own.bottom > around.bottom)
      pane.scrollTop += own.top - around.top - (around.height - own.height) / 2
  }, [list, what])
}

function RuleRow({
  listed: { rule, title },
  isSelected,
}: {
  readonly listed: Listed
  readonly isSelected: boolean
}) {
  const texts = useTexts(rulesTexts)
  const { query } = useAddress()
  const kept = new URLSearchParams(query)
  kept.delete('part')
  const search = kept.size === 0 ? '' : `?${kept.toString()}`
  return (
    <li className={isSelected ? 'row row-selected' : 'row'}>
      <p className="row-title title-3">
        <Link
          href={`/rules/${encodeURIComponent(rule.id)}${search}`}
          aria-current={isSelected ? 'true' : undefined}
        >
          {title}
        </Link>
      </p>
      <p className="soft small rule-facts">
        <code>{rule.id}</code>
        <span>
          {texts.version} {rule.version}
        </span>
        <span className={rule.status === 'shadow' ? 'rule-trial' : undefined}>
          {wordFor(texts.status, rule.status)}
        </span>
      </p>
    </li>
  )
}
