// A stored bulletin as it reads and prints: errata first, then each section with what people wrote and its frozen numbers, then how to check it.
import { ExerciseTag, Fact, MarkingLabel, Moment } from '../../design/parts.tsx'
import { wordFor } from '../../labels.ts'
import { useSession } from '../../session.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { useSpeech } from '../../texts/texts.tsx'
import { nowTexts } from './now-texts.ts'
import { SectionNumbers } from './numbers.tsx'
import { bulletinTexts } from './texts.ts'
import { type Bulletin, isOpen, type SectionName, sections } from './types.ts'

interface Props {
  readonly bulletin: Bulletin
}

export function Sheet({ bulletin }: Props) {
  const texts = useTexts(bulletinTexts)
  return (
    <>
      <PageMarks bulletin={bulletin} />
      {isOpen(bulletin) && <Findings bulletin={bulletin} />}
      <Errata bulletin={bulletin} />
      <Contents bulletin={bulletin} />
      {sections.map((one) => (
        <section key={one} aria-labelledby={`b-${one}`}>
          <h2 id={`b-${one}`}>{texts.sections[one]}</h2>
          <Said bulletin={bulletin} section={one} />
          <SectionNumbers section={one} numbers={bulletin.numbers} />
        </section>
      ))}
      <Method />
      <Proof bulletin={bulletin} />
    </>
  )
}

/** At the head and foot of every printed page. */
function PageMarks({ bulletin }: Props) {
  return ['head', 'foot'].map((one) => (
    <div key={one} className={`bulletin-marking bulletin-${one}`} aria-hidden="true">
      <MarkingLabel marking={bulletin.marking} /> {bulletin.exercise && <ExerciseTag />}
    </div>
  ))
}

function Findings({ bulletin }: Props) {
  const texts = useTexts(bulletinTexts)
  if (bulletin.findings.length === 0) return null
  return (
    <div className="notice notice-bad no-print">
      <p>{texts.findings}</p>
      <ul>
        {bulletin.findings.map(({ section, language, kind }) => (
          <li key={`${section} ${language} ${kind}`}>
            {wordFor(texts.sections, section)}, {texts.languages[language]}:{' '}
            {wordFor(texts.findingKinds, kind)}
          </li>
        ))}
      </ul>
    </div>
  )
}

function Errata({ bulletin }: Props) {
  const texts = useTexts(bulletinTexts)
  const { language } = useSpeech()
  const errata = bulletin.events.filter(({ kind }) => kind === 'erratum')
  if (errata.length === 0) return null
  return (
    <section aria-labelledby="b-errata">
      <h2 id="b-errata">{texts.errata}</h2>
      <ul className="events">
        {errata.map(({ ordinal, at, text }) => (
          <li key={ordinal}>
            <Moment at={at} withAge={false} />
            <span className="block said">{text?.[language]}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}

function Contents({ bulletin }: Props) {
  const texts = useTexts(bulletinTexts)
  const now = useTexts(nowTexts)
  const parts: readonly (readonly [string, string])[] = [
    ...(bulletin.errata === 0 ? [] : [['errata', texts.errata] as const]),
    ...sections.map((one) => [one, texts.sections[one]] as const),
    ['method', now.method],
    ['proof', texts.proof.title],
  ]
  return (
    <nav className="bulletin-contents" aria-label={texts.contents}>
      <ol>
        {parts.map(([id, name]) => (
          <li key={id}>
            <a href={`#b-${id}`}>{name}</a>
          </li>
        ))}
      </ol>
    </nav>
  )
}

/** What people wrote, in the reader's language, with the lines as they broke them. */
function Said({ bulletin, section }: Props & { readonly section: SectionName }) {
  const words = useTexts(bulletinTexts)
  const { language } = useSpeech()
  const own = bulletin.texts[section][language]
  if (own !== '') return <p className="said">{own}</p>
  const isMissing = Object.values(bulletin.texts[section]).some((one) => one !== '')
  return isMissing ? <p className="soft no-print">{words.missingHere}</p> : null
}

function Method() {
  const texts = useTexts(bulletinTexts)
  const now = useTexts(nowTexts)
  return (
    <section aria-labelledby="b-method">
      <h2 id="b-method">{now.method}</h2>
      <ul>
        {[...now.methodLines, ...texts.methodLines].map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </section>
  )
}

function Proof({ bulletin }: Props) {
  const { proof } = useTexts(bulletinTexts)
  const { format } = useSession()
  const { checkpoint } = bulletin
  return (
    <section aria-labelledby="b-proof">
      <h2 id="b-proof">{proof.title}</h2>
      <dl className="facts">
        <Fact term={proof.asOf}>{format.moment(bulletin.as_of)}</Fact>
        <Fact term={proof.ceiling}>
          <MarkingLabel marking={bulletin.ceiling} />
        </Fact>
        <Fact term={proof.hash}>
          <code className="bulletin-hash">{bulletin.hash}</code>
        </Fact>
        <Fact term={proof.checkpoint}>
          {checkpoint === null
            ? proof.unsealed
            : proof.sealed(format.number(checkpoint.size), format.moment(checkpoint.at))}
        </Fact>
      </dl>
    </section>
  )
}
