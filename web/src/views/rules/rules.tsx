// The rules: a list by phase or factor, beside the rule that is read, changed, tested, proposed or approved.
import './rules.css'
import { useMemo } from 'react'
import { parse } from 'yaml'
import type { Page, RuleInForce } from '../../api-types.ts'
import { Empty, Live } from '../../design/parts.tsx'
import { plain } from '../../labels.ts'
import { usePolled } from '../../live.ts'
import { goTo, Link, useAddress } from '../../route.tsx'
import { useSession } from '../../session.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { useSpeech } from '../../texts/texts.tsx'
import { FreshRule, RuleDetail } from './rule-detail.tsx'
import { Groups, type Listed } from './rule-groups.tsx'
import { rulesTexts } from './texts.ts'

// Forty texts: asked for once a minute, because they change by hand.
const listEveryMs = 60_000

export function RulesView({ selected }: { readonly selected: string | undefined }) {
  const texts = useTexts(rulesTexts)
  const { can } = useSession()
  return (
    <div className={selected === undefined ? 'panes rules-panes' : 'panes rules-panes has-selected'}>
      <div className="pane-list">
        {selected === undefined ? <h1>{texts.title}</h1> : <h2 className="h1">{texts.title}</h2>}
        {can('rules:propose') && (
          <p className="rules-add">
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
