// What was promised and what is late: measures by institution, the response index, agreements, and closed alerts without outcome.
import { PartLinks } from '../../design/part-links.tsx'
import { useAddress } from '../../route.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { AgreementsPart } from './agreements.tsx'
import { IndexPart } from './index-part.tsx'
import { MeasuresPart } from './measures.tsx'
import { OutcomesPart } from './outcomes.tsx'
import { responseTexts } from './texts.ts'

const parts = ['measures', 'index', 'agreements', 'outcomes'] as const
type Part = (typeof parts)[number]

export function ResponseView({ selected }: { readonly selected: string | undefined }) {
  const texts = useTexts(responseTexts)
  const { query } = useAddress()
  const asked = query.get('part')
  const part: Part = parts.find((one) => one === asked) ?? 'measures'
  return (
    <>
      {selected === undefined ? <h1>{texts.title}</h1> : <h2 className="h1">{texts.title}</h2>}
      <PartLinks
        parts={parts.map((one) => ({
          href: one === 'measures' ? '/response' : `/response?part=${one}`,
          name: texts.parts[one],
          isHere: one === part,
        }))}
      />
      {part === 'measures' && <MeasuresPart selected={selected} />}
      {part === 'index' && <IndexPart />}
      {part === 'agreements' && <AgreementsPart />}
      {part === 'outcomes' && <OutcomesPart />}
    </>
  )
}
