// One rule with its parts: reading, change, revisions and tests, proposals, trial alerts.
import { useMemo } from 'react'
import { PartLinks } from '../../design/part-links.tsx'
import { Empty, Fact, Live } from '../../design/parts.tsx'
import { wordFor } from '../../labels.ts'
import { usePolled } from '../../live.ts'
import { Link, useAddress, useFocusOnArrival } from '../../route.tsx'
import { useSession } from '../../session.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { useSpeech } from '../../texts/texts.tsx'
import { Proposals } from './proposals.tsx'
import { readRule } from './reading.ts'
import { Revisions } from './revisions.tsx'
import { RuleChange } from './rule-change.tsx'
import { parseRule, withValue } from './rule-text.ts'
import { rulesTexts } from './texts.ts'
import { TrialAlerts } from './trial-alerts.tsx'
import type { Revision, RuleLife } from './types.ts'

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
export function useShownRevision(rule: RuleLife, path: string) {
  const { api } = useSession()
  const { revision } = rule.in_force ?? rule.newest
  return usePolled<Revision>(api, `${path}/revisions/${revision.slice(0, 16)}`, slowly)
}

function Reading({ rule, path }: Omit<PartProps, 'onChanged'>) {
  const texts = useTexts(rulesTexts)
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
          <InWords text={revision.yaml} />
          <section className="yaml" tabIndex={0} aria-label={texts.yaml}>
            <pre translate="no">{revision.yaml}</pre>
          </section>
        </>
      )}
    </Live>
  )
}

/** The rule in plain words, anew with every letter that is written. */
export function InWords({ text }: { readonly text: string }) {
  const texts = useTexts(rulesTexts)
  const { language, texts: common } = useSpeech()
  const { labels, format } = useSession()
  const read = useMemo(() => {
    const doc = parseRule(text)
    const reader = { words: texts.reading, labels, list: format.list, levels: common.codes.level, language }
    return doc === undefined ? undefined : readRule(doc.toJS(), reader)
  }, [text, texts, labels, format, common, language])
  return (
    <section className="rule-reading" aria-labelledby="rule-in-words">
      <h2 id="rule-in-words">{texts.inWords}</h2>
      {read === undefined && <p className="soft">{texts.notReadable}</p>}
      {read?.map(({ title, lines }) => (
        <div key={title}>
          <h3>{title}</h3>
          <ul>
            {lines.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        </div>
      ))}
    </section>
  )
}

/** From the newest revision on: what waits there is not overwritten unseen. */
function Change({ rule, path, onChanged }: PartProps) {
  const { api } = useSession()
  const newest = usePolled<Revision>(api, `${path}/revisions/${rule.newest.revision.slice(0, 16)}`, 3_600_000)
  const inForce = useShownRevision(rule, path)
  return (
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
              onSaved={onChanged}
            />
          )}
        </Live>
      )}
    </Live>
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
        onSaved={() => undefined}
      />
    </article>
  )
}
