// The rules in force as they are written.
import type { Page, RuleInForce } from '../api-types.ts'
import { Empty, Fact, Live } from '../design/parts.tsx'
import { wordFor } from '../labels.ts'
import { usePolled } from '../live.ts'
import { Link, useFocusOnArrival } from '../route.tsx'
import { useSession } from '../session.tsx'
import { useSpeech } from '../texts/texts.tsx'

export function RulesView({ selected }: { readonly selected: string | undefined }) {
  const { texts } = useSpeech()
  const { api } = useSession()
  const polled = usePolled<Page<RuleInForce>>(api, '/v1/rules')
  return (
    <div className={selected === undefined ? 'panes' : 'panes has-selected'}>
      <div className="pane-list">
        {selected === undefined ? <h1>{texts.rules.title}</h1> : <h2 className="h1">{texts.rules.title}</h2>}
        <Live polled={polled}>
          {({ items }) => (
            <>
              {items.length === 0 && <Empty title={texts.rules.none}>{texts.rules.noneLine}</Empty>}
              <ul className="rows" aria-label={texts.rules.list}>
                {items.map((rule) => (
                  <RuleRow key={rule.id} rule={rule} isSelected={rule.id === selected} />
                ))}
              </ul>
            </>
          )}
        </Live>
      </div>
      <div className="pane-detail">
        {selected === undefined ? (
          <p className="soft pane-hint">{texts.rules.choose}</p>
        ) : (
          <Live polled={polled}>
            {({ items }) => <RuleText rule={items.find((one) => one.id === selected)} />}
          </Live>
        )}
      </div>
    </div>
  )
}

/** The title that a rule gives itself in the reader's language; its id when it is written in another form. */
function useTitle(): (rule: RuleInForce) => string {
  const { language } = useSpeech()
  return ({ yaml, id }) => {
    const line = /^title:\s*\{(.*)\}\s*$/m.exec(yaml)?.[1] ?? ''
    const found = new RegExp(`(?:^|,)\\s*${language}:\\s*(?:"([^"]*)"|'([^']*)'|([^,]*))`).exec(line)
    return (found?.[1] ?? found?.[2] ?? found?.[3] ?? id).trim()
  }
}

function RuleRow({ rule, isSelected }: { readonly rule: RuleInForce; readonly isSelected: boolean }) {
  const { texts } = useSpeech()
  const title = useTitle()
  return (
    <li className={isSelected ? 'row row-selected' : 'row'}>
      <p className="row-title">
        <Link href={`/rules/${encodeURIComponent(rule.id)}`} aria-current={isSelected ? 'true' : undefined}>
          {title(rule)}
        </Link>
      </p>
      <p className="soft small">
        <code>{rule.id}</code> · {texts.rules.version} {rule.version} ·{' '}
        {wordFor(texts.codes.ruleStatus, rule.status)}
      </p>
    </li>
  )
}

function RuleText({ rule }: { readonly rule: RuleInForce | undefined }) {
  const { texts } = useSpeech()
  const title = useTitle()
  const part = useFocusOnArrival<HTMLElement>(rule?.id ?? '')
  return (
    <article ref={part} tabIndex={-1}>
      <p className="back">
        <Link href="/rules">← {texts.rules.back}</Link>
      </p>
      {rule === undefined ? (
        <Empty title={texts.rules.none} />
      ) : (
        <>
          <h1>{title(rule)}</h1>
          <dl className="facts">
            <Fact term={texts.rules.revision}>
              <code>{rule.revision.slice(0, 12)}</code>
            </Fact>
            <Fact term={texts.rules.origin}>{wordFor(texts.codes.ruleOrigin, rule.origin)}</Fact>
          </dl>
          <section className="yaml" tabIndex={0} aria-label={texts.rules.yaml}>
            <pre translate="no">{rule.yaml}</pre>
          </section>
        </>
      )}
    </article>
  )
}
