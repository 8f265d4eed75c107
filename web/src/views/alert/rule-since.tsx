// The rule of an alert since the alert: whether the revision that fired it is still in force, and what has changed.
import type { Why } from '../../api-types.ts'
import { usePolled } from '../../live.ts'
import { Link } from '../../route.tsx'
import { useSession } from '../../session.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { Difference } from '../rules/difference.tsx'
import '../rules/rules.css'
import type { Revision, RuleLife } from '../rules/types.ts'
import { alertTexts } from './texts.ts'

// Rules change by hand.
const rarely = 300_000

export function RuleSince({ why }: { readonly why: Why }) {
  const words = useTexts(alertTexts)
  const { api, can } = useSession()
  const path = `/v1/rules/${encodeURIComponent(why.rule)}`
  const life = usePolled<RuleLife>(api, can('rules:read') ? path : undefined, rarely)
  const now = life.data?.in_force?.revision
  const hasMoved = now !== undefined && now !== why.rule_revision
  const revisionPath = (hash: string) => (hasMoved ? `${path}/revisions/${hash.slice(0, 16)}` : undefined)
  const before = usePolled<Revision>(api, revisionPath(why.rule_revision), rarely)
  const after = usePolled<Revision>(api, revisionPath(now ?? ''), rarely)
  if (life.data === undefined) return null
  return (
    <div className="no-print">
      <h3>{words.ruleThen}</h3>
      <p>
        {now === undefined ? words.ruleGone : hasMoved ? words.ruleMoved : words.ruleSame}{' '}
        <Link href={`/backtests?rule=${encodeURIComponent(why.rule)}`}>{words.backtests}</Link>
      </p>
      {before.data !== undefined && after.data !== undefined && (
        <details>
          <summary>{words.ruleDifference}</summary>
          <Difference before={before.data.yaml} after={after.data.yaml} title={words.ruleDifference} />
        </details>
      )}
    </div>
  )
}
