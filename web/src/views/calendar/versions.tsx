// Every version of a calendar, with the act that made it.
import type { Answers } from '../../api-schema.ts'
import { Live } from '../../design/parts.tsx'
import { Table } from '../../design/table.tsx'
import { dayText } from '../../format.ts'
import { wordFor } from '../../labels.ts'
import { usePolled } from '../../live.ts'
import { useSession } from '../../session.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { useSpeech } from '../../texts/texts.tsx'
import { calendarTexts } from './texts.ts'

const everyMs = 300_000

export function Versions({ path }: { readonly path: string }) {
  const words = useTexts(calendarTexts)
  const { language } = useSpeech()
  const session = useSession()
  const { api } = session
  const polled = usePolled<Answers['GET /v1/processes/{id}/calendar/revisions']>(
    api,
    `${path}/calendar/revisions`,
    everyMs,
  )
  return (
    <section className="panel" aria-labelledby="versions">
      <h2 id="versions">{words.versions}</h2>
      <Live polled={polled}>
        {({ items }) => (
          <Table
            caption={words.versions}
            heads={[words.version, words.knownFrom, words.status, words.act]}
            rows={items.map((one) => ({
              key: String(one.version),
              cells: [
                words.versionOf(one.version),
                dayText(one.known_from, session),
                wordFor(words.statuses, one.status),
                one.act[language],
              ],
            }))}
          />
        )}
      </Live>
    </section>
  )
}
