// One page per role, the words of the console with their codes, and the way to the first tour.
import './help.css'
import { PartLinks } from '../../design/part-links.tsx'
import { Empty } from '../../design/parts.tsx'
import { Table } from '../../design/table.tsx'
import { wordFor } from '../../labels.ts'
import { PageTitle } from '../../page-title.tsx'
import { Link, useAddress } from '../../route.tsx'
import { groups, pagesOf } from '../../sections.ts'
import { useSession } from '../../session.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { useSpeech } from '../../texts/texts.tsx'
import { helpTexts } from './texts.ts'

const parts = ['role', 'pages', 'roles', 'words'] as const

export function HelpView() {
  const texts = useTexts(helpTexts)
  const { me } = useSession()
  const { query } = useAddress()
  const part = parts.find((one) => one === query.get('part')) ?? 'role'
  return (
    <>
      <h1>{texts.title}</h1>
      <PartLinks
        parts={parts.map((one) => ({
          href: one === 'role' ? '/help' : `/help?part=${one}`,
          name: texts.parts[one],
          isHere: one === part,
        }))}
      />
      {part === 'role' && (
        <>
          <p className="help-start">
            <Link href="/start">{texts.start}</Link>
          </p>
          <RolePage role={me.role} isOwn />
        </>
      )}
      {part === 'pages' && <AllPages />}
      {part === 'roles' && <OtherRoles own={me.role} />}
      {part === 'words' && (
        <Table
          caption={texts.caption}
          heads={[texts.word, texts.code, texts.meaning]}
          rows={texts.glossary.map(([word, code, meaning]) => ({
            key: code,
            cells: [word, <code key="code">{code}</code>, meaning],
          }))}
        />
      )}
    </>
  )
}

/** What the reader may open, by what it is for: a second way to every page, beside the navigation. */
function AllPages() {
  const { texts: common } = useSpeech()
  const { can } = useSession()
  return groups
    .map((group) => ({ group, pages: pagesOf(group, can) }))
    .filter(({ pages }) => pages.length > 0)
    .map(({ group, pages }) => (
      <section key={group} className="panel narrow">
        <h2>{common.shell.groups[group]}</h2>
        <ul className="help-pages">
          {pages.map(({ path, title }) => (
            <li key={path}>
              <Link href={path}>
                <PageTitle title={title} />
              </Link>
            </li>
          ))}
        </ul>
      </section>
    ))
}

function OtherRoles({ own }: { readonly own: string }) {
  const texts = useTexts(helpTexts)
  const { texts: common } = useSpeech()
  return Object.keys(texts.pages)
    .filter((role) => role !== own)
    .map((role) => (
      <details key={role}>
        <summary className="strong help-role">{wordFor(common.codes.role, role)}</summary>
        <RolePage role={role} isOwn={false} />
      </details>
    ))
}

function RolePage({ role, isOwn }: { readonly role: string; readonly isOwn: boolean }) {
  const texts = useTexts(helpTexts)
  const { texts: common } = useSpeech()
  const page = texts.pages[role]
  if (page === undefined) return <Empty title={texts.none} />
  return (
    <section className="panel narrow" aria-label={wordFor(common.codes.role, role)}>
      <h2>{isOwn ? wordFor(common.codes.role, role) : texts.job}</h2>
      <p className="lead">{page.job}</p>
      <h3>{texts.first}</h3>
      <ol>
        {page.first.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ol>
      <h3>{texts.mind}</h3>
      <ul>
        {page.mind.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </section>
  )
}
