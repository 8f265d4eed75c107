// The rules: a list by phase or factor, beside the rule that is read, changed, tested, proposed or approved.
import './rules.css'
import { useMemo } from 'react'
import { parse } from 'yaml'
import type { Page, RuleInForce } from '../../api-types.ts'
import { Empty, Live } from '../../design/parts.tsx'
import { plain, wordFor } from '../../labels.ts'
import { usePolled } from '../../live.ts'
import { goTo, Link, useAddress } from '../../route.tsx'
import { useSession } from '../../session.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { useSpeech } from '../../texts/texts.tsx'
import { FreshRule, RuleDetail } from './rule-detail.tsx'
import { rulesTexts } from './texts.ts'

// Forty texts: asked for once a minute, because they change by hand.
const listEveryMs = 60_000

interface Listed {
  readonly rule: RuleInForce
  readonly title: string
  readonly phases: readonly string[]
  readonly factors: readonly string[]
}

export function RulesView({ selected }: { readonly selected: string | undefined }) {
  const texts = useTexts(rulesTexts)
  const { can } = useSession()
  return (
    <div className={selected === undefined ? 'panes' : 'panes has-selected'}>
      <div className="pane-list">
        {selected === undefined ? <h1>{texts.title}</h1> : <h2 className="h1">{texts.title}</h2>}
        {can('rules:propose') && (
          <p>
            <Link className="button-link" href="/rules/new">
              {texts.add}
            </Link>
          </p>
        )}
        <List selected={selected} />
      </div>
      <div className="pane-detail">
        {selected === undefined && <p className="soft pane-hint">{texts.choose}</p>}
        {selected === 'new' && <FreshRule />}
        {selected !== undefined && selected !== 'new' && <RuleDetail key={selected} id={selected} />}
      </div>
    </div>
  )
}

function listed(rule: RuleInForce, language: 'es' | 'en'): Listed {
  const document = parse(rule.yaml) as {
    readonly title?: { readonly es?: string; readonly en?: string }
    readonly phases?: { readonly only?: readonly string[] }
    readonly factors?: readonly string[]
  }
  return {
    rule,
    title: document.title?.[language] ?? rule.id,
    phases: document.phases?.only ?? [],
    factors: document.factors ?? [],
  }
}

function List({ selected }: { readonly selected: string | undefined }) {
  const texts = useTexts(rulesTexts)
  const { language } = useSpeech()
  const { api } = useSession()
  const { query } = useAddress()
  const polled = usePolled<Page<RuleInForce>>(api, '/v1/rules', listEveryMs)
  const all = useMemo(() => polled.data?.items.map((one) => listed(one, language)), [polled.data, language])
  const by = query.get('by') === 'factor' ? 'factor' : 'phase'
  const search = query.get('search') ?? ''
  const found = all?.filter(({ rule, title }) => plain(`${title} ${rule.id}`).includes(plain(search))) ?? []
  function set(nextBy: string, nextSearch: string): void {
    const next = new URLSearchParams()
    if (nextBy === 'factor') next.set('by', nextBy)
    if (nextSearch !== '') next.set('search', nextSearch)
    const path = selected === undefined ? '/rules' : `/rules/${selected}`
    goTo(next.size === 0 ? path : `${path}?${next.toString()}`, 'replace')
  }
  return (
    <>
      <form className="filters" onSubmit={(event) => event.preventDefault()}>
        <label>
          {texts.groupBy}
          <select value={by} onChange={(event) => set(event.target.value, search)}>
            <option value="phase">{texts.byPhase}</option>
            <option value="factor">{texts.byFactor}</option>
          </select>
        </label>
        <label>
          {texts.search}
          <input type="search" value={search} onChange={(event) => set(by, event.target.value)} />
        </label>
      </form>
      <Live polled={polled}>
        {() => (
          <>
            {found.length === 0 && <Empty title={texts.none}>{texts.noneLine}</Empty>}
            <Groups by={by} rules={found} selected={selected} isSearching={search !== ''} />
          </>
        )}
      </Live>
    </>
  )
}

interface Factor {
  readonly code: string
  readonly labels: { readonly es: string; readonly en: string }
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
  const factors = usePolled<Page<Factor>>(api, isAsked ? '/v1/factors' : undefined, listEveryMs)
  if (by === 'factor') {
    const known = new Map(factors.data?.items.map(({ code, labels: names }) => [code, names[language]]))
    return {
      codes: ['', ...known.keys()],
      nameOf: (code: string) => (code === '' ? texts.noFactor : `${code} · ${known.get(code) ?? ''}`),
    }
  }
  const phases = labels.codes('phases')
  return {
    codes: ['', ...phases, ...labels.codes('windows')],
    nameOf: (code: string) =>
      code === '' ? texts.everyPhase : labels.of(phases.includes(code) ? 'phases' : 'windows', code),
  }
}

/** A rule stands in each of its phases, and in each of its factors. */
function useGroups(by: 'phase' | 'factor', rules: readonly Listed[]): readonly Group[] {
  const { codes, nameOf } = useGrouping(by)
  const entries = rules.flatMap((one) => {
    const own = by === 'phase' ? one.phases : one.factors
    return (own.length === 0 ? [''] : own).map((code) => ({ code, one }))
  })
  return [...Map.groupBy(entries, ({ code }) => code)]
    .map(([code, members]) => ({ code, name: nameOf(code), members: members.map(({ one }) => one) }))
    .toSorted((a, b) => codes.indexOf(a.code) - codes.indexOf(b.code))
}

function Groups({
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
  const groups = useGroups(by, rules)
  return groups.map(({ code, name, members }) => (
    <details
      key={`${by} ${code} ${isSearching}`}
      className="rule-group-list"
      open={isSearching || code === ''}
    >
      <summary>
        {name} <span className="soft small">({members.length})</span>
      </summary>
      <ul className="rows" aria-label={name}>
        {members.map((one) => (
          <RuleRow key={one.rule.id} listed={one} isSelected={one.rule.id === selected} />
        ))}
      </ul>
    </details>
  ))
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
      <p className="soft small">
        <code>{rule.id}</code> · {texts.version} {rule.version} · {wordFor(texts.status, rule.status)}
      </p>
    </li>
  )
}
