// One rule with its parts: reading, change, revisions and tests, proposals, trial alerts.
import { useState } from 'react'
import { PartLinks } from '../../design/part-links.tsx'
import { Empty, Fact, Live } from '../../design/parts.tsx'
import { wordFor } from '../../labels.ts'
import { usePolled } from '../../live.ts'
import { goTo, Link, useAddress, useFocusOnArrival } from '../../route.tsx'
import { useSession } from '../../session.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { useSpeech } from '../../texts/texts.tsx'
import { InWords } from './in-words.tsx'
import { Proposals } from './proposals.tsx'
import { Revisions } from './revisions.tsx'
import { RuleChange } from './rule-change.tsx'
import { withValue } from './rule-text.ts'
import { rulesTexts } from './texts.ts'
import { TrialAlerts } from './trial-alerts.tsx'
import type { NewRevision, Revision, RuleLife } from './types.ts'

const parts = ['read', 'edit', 'revisions', 'proposals', 'trial'] as const
const slowly = 30_000

export function RuleDetail({ id }: { readonly id: string }) {
  const texts = useTexts(rulesTexts)
  const { language } = useSpeech()
  const { api } = useSession()
  const part = useFocusOnArrival<HTMLElement>(id)
  const path = `/v1/rules/${encodeURIComponent(id)}`
  const life = usePolled<RuleLife>(api, path, slowly)
  return (
    <article ref={part} tabIndex={-1}>
      <p className="back">
        <Link href="/rules">← {texts.back}</Link>
      </p>
      {life.error?.status === 404 ? (
        <Empty title={texts.unknown} />
      ) : (
        <Live polled={life}>
          {(rule) => (
            <>
              <h1>{rule.title[language]}</h1>
              <Parts rule={rule} path={path} onChanged={life.refresh} />
            </>
          )}
        </Live>
      )}
    </article>
  )
}

interface PartProps {
  readonly rule: RuleLife
  readonly path: string
  readonly onChanged: () => void
}

function Parts({ rule, path, onChanged }: PartProps) {
  const texts = useTexts(rulesTexts)
  const { can } = useSession()
  const { query } = useAddress()
  const offered = parts.filter((one) => one !== 'edit' || can('rules:propose'))
  const here = offered.find((one) => one === query.get('part')) ?? 'read'
  return (
    <>
      <PartLinks
        parts={offered.map((one) => {
          const next = new URLSearchParams(query)
          if (one === 'read') next.delete('part')
          else next.set('part', one)
          const search = next.size === 0 ? '' : `?${next.toString()}`
          return {
            href: `/rules/${encodeURIComponent(rule.id)}${search}`,
            name: texts.parts[one],
            isHere: one === here,
          }
        })}
      />
      {here === 'read' && <Reading rule={rule} path={path} />}
      {here === 'edit' && <Change rule={rule} path={path} onChanged={onChanged} />}
      {here === 'revisions' && <Revisions rule={rule} path={path} onChanged={onChanged} />}
      {here === 'proposals' && <Proposals rule={rule} onChanged={onChanged} />}
      {here === 'trial' && <TrialAlerts rule={rule} />}
    </>
  )
}

/** The revision in force, or the newest where none is. */
function useShownRevision(rule: RuleLife, path: string) {
  const { api } = useSession()
  const { revision } = rule.in_force ?? rule.newest
  return usePolled<Revision>(api, `${path}/revisions/${revision.slice(0, 16)}`, slowly)
}

function Reading({ rule, path }: Omit<PartProps, 'onChanged'>) {
  const texts = useTexts(rulesTexts)
  const { can } = useSession()
  const shown = useShownRevision(rule, path)
  return (
    <Live polled={shown}>
      {(revision) => (
        <>
          <dl className="facts">
            <Fact term={texts.state}>{wordFor(texts.status, rule.status)}</Fact>
            <Fact term={texts.revision}>
              {texts.version} {revision.version} · <code>{revision.revision.slice(0, 12)}</code>
            </Fact>
            <Fact term={texts.origin}>
              {revision.origin === 'file' ? texts.file : texts.person}, {wordFor(texts.drift, rule.drift)}
            </Fact>
          </dl>
          <p className="rule-backtests">
            <Link href={`/backtests?rule=${encodeURIComponent(rule.id)}`}>{texts.backtests}</Link>
            {can('rules:propose') && (
              <Link href={`/backtests/new?rule=${encodeURIComponent(rule.id)}`}>{texts.newBacktest}</Link>
            )}
          </p>
          <InWords text={revision.yaml} />
          <details className="rule-yaml">
            <summary>
              <h2>{texts.yaml}</h2>
            </summary>
            <section className="yaml" tabIndex={0} aria-label={texts.yaml}>
              <pre translate="no">{revision.yaml}</pre>
            </section>
          </details>
        </>
      )}
    </Live>
  )
}

/** From the newest revision on: what waits there is not overwritten unseen. */
function Change({ rule, path, onChanged }: PartProps) {
  const texts = useTexts(rulesTexts)
  const { api } = useSession()
  const [saved, setSaved] = useState<number>()
  function keep({ version }: NewRevision): void {
    setSaved(version)
    onChanged()
  }
  const newest = usePolled<Revision>(api, `${path}/revisions/${rule.newest.revision.slice(0, 16)}`, 3_600_000)
  const inForce = useShownRevision(rule, path)
  return (
    <>
      <p role="status" className={saved === undefined ? 'visually-hidden' : 'notice notice-good'}>
        {saved === undefined ? '' : texts.saved(saved)}
      </p>
      <Live polled={newest}>
        {(revision) => (
          <Live polled={inForce}>
            {(active) => (
              <RuleChange
                key={revision.revision}
                id={rule.id}
                // A revision has a version of its own: the next one.
                from={withValue(revision.yaml, ['version'], String(revision.version + 1))}
                inForce={active.yaml}
                onSaved={keep}
              />
            )}
          </Live>
        )}
      </Live>
    </>
  )
}

export function FreshRule() {
  const texts = useTexts(rulesTexts)
  const part = useFocusOnArrival<HTMLElement>('new')
  return (
    <article ref={part} tabIndex={-1}>
      <p className="back">
        <Link href="/rules">← {texts.back}</Link>
      </p>
      <h1>{texts.add}</h1>
      <p className="soft">{texts.freshLine}</p>
      <RuleChange
        id={undefined}
        from={'schema: 1\nid: \nversion: 1\nstatus: draft\n'}
        inForce=""
        onSaved={({ id }) => goTo(`/rules/${encodeURIComponent(id)}?part=revisions`)}
      />
    </article>
  )
}
