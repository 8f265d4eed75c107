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

const pathOf = (rule: string): string => `/v1/rules/${encodeURIComponent(rule)}`
const revisionPath = (rule: string, hash: string): string => `${pathOf(rule)}/revisions/${hash.slice(0, 16)}`

/** The text of the rule as it fired the alert, for whoever may read rules. */
export function useRuleThen(why: Why): string | undefined {
  const { api, can } = useSession()
  const path = can('rules:read') ? revisionPath(why.rule, why.rule_revision) : undefined
  return usePolled<Revision>(api, path, rarely).data?.yaml
}

export function RuleSince({ why, then }: { readonly why: Why; readonly then: string | undefined }) {
  const words = useTexts(alertTexts)
  const { api, can } = useSession()
  const life = usePolled<RuleLife>(api, can('rules:read') ? pathOf(why.rule) : undefined, rarely)
  const now = life.data?.in_force?.revision
  const hasMoved = now !== undefined && now !== why.rule_revision
  const after = usePolled<Revision>(api, hasMoved ? revisionPath(why.rule, now) : undefined, rarely)
  if (life.data === undefined) return null
  return (
    <div className="no-print">
      <h3>{words.ruleThen}</h3>
      <p>
        {now === undefined ? words.ruleGone : hasMoved ? words.ruleMoved : words.ruleSame}{' '}
        <Link href={`/backtests?rule=${encodeURIComponent(why.rule)}`}>{words.backtests}</Link>
      </p>
      {then !== undefined && after.data !== undefined && (
        <details>
          <summary>{words.ruleDifference}</summary>
          <Difference before={then} after={after.data.yaml} title={words.ruleDifference} />
        </details>
      )}
    </div>
  )
}
