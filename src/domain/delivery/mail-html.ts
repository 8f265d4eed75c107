// The HTML of a mail: one column that reads at 320 px, in light and dark, without pictures, scripts or anything remote. Level by word and
// colour, never by colour alone. Styles are inline, because many mail programs drop the rest; only the dark colours need a sheet.
import type { Language } from '../text.ts'

export interface MailSection {
  readonly heading: string
  readonly rows: readonly (readonly [label: string, value: string])[] | readonly string[]
}

export interface MailParts {
  readonly language: Language
  readonly title: string
  /** A word and its colours above the title. */
  readonly badge?: { readonly text: string; readonly color: string; readonly ink: string }
  /** A stripe above everything: exercises. */
  readonly banner?: string
  /** The first line: who, what, where, when, do what. */
  readonly lead: string
  readonly sections: readonly MailSection[]
  readonly link: { readonly label: string; readonly url: string }
  readonly foot: string
  /** A checkpoint of the audit log, shown as it is. */
  readonly seal?: { readonly label: string; readonly text: string }
}

const sheet =
  ':root{color-scheme:light dark}@media(prefers-color-scheme:dark){body,.c{background:#15181c!important;color:#e8eaed!important}.m{color:#aab2bd!important}.r{border-color:#3a424c!important}.b{background:#8ab4f8!important;color:#10131a!important}}'
const font = 'font:16px/1.45 system-ui,-apple-system,Segoe UI,Roboto,Arial,sans-serif'

export function mailHtml(parts: MailParts): string {
  const { language, title, badge, banner, lead, sections, link, foot, seal } = parts
  const e = escapeHtml
  const stripe =
    banner === undefined
      ? ''
      : `<p style="margin:0 0 12px;padding:8px 12px;border:2px dashed #8a5a00;background:#fff3d6;color:#3d2900;font-weight:700">${e(banner)}</p>`
  const mark =
    badge === undefined
      ? ''
      : `<p style="margin:0 0 8px"><span style="display:inline-block;padding:4px 10px;border-radius:4px;background:${badge.color};color:${badge.ink};font-weight:700;letter-spacing:.02em">${e(badge.text)}</span></p>`
  const button = `<p style="margin:20px 0"><a class="b" href="${e(link.url)}" style="display:block;padding:14px 16px;border-radius:6px;background:#174ea6;color:#fff;text-align:center;text-decoration:none;font-weight:700">${e(link.label)}</a></p>`
  return [
    `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="color-scheme" content="light dark"><title>${e(title)}</title><style>${sheet}</style></head>`,
    `<body style="margin:0;background:#fff;color:#1b1f24;${font}"><div class="c" style="max-width:600px;margin:0 auto;padding:16px;box-sizing:border-box;overflow-wrap:anywhere">`,
    stripe,
    mark,
    `<h1 style="margin:0 0 10px;font-size:21px;line-height:1.25">${e(title)}</h1>`,
    `<p style="margin:0 0 16px">${e(lead)}</p>`,
    // Above the facts: on a telephone nobody has to scroll to answer.
    button,
    ...sections.filter(({ rows }) => rows.length > 0).map(sectionHtml),
    `<p class="m" style="margin:20px 0 0;color:#57606a;font-size:13px">${e(foot)}</p>${sealHtml(seal)}</div></body></html>`,
  ].join('')
}

function sealHtml(seal: MailParts['seal']): string {
  if (seal === undefined) return ''
  return `<p class="m" style="margin:12px 0 0;color:#57606a;font-size:12px">${escapeHtml(seal.label)}</p><pre class="m" style="margin:4px 0 0;color:#57606a;font-size:11px;white-space:pre-wrap">${escapeHtml(seal.text)}</pre>`
}

function sectionHtml({ heading, rows }: MailSection): string {
  const head = `<h2 style="margin:18px 0 6px;font-size:15px">${escapeHtml(heading)}</h2>`
  const border = 'border-top:1px solid #d5dae0'
  const items = rows.map((row) =>
    typeof row === 'string'
      ? `<p class="r" style="margin:0;padding:7px 0;${border}">${escapeHtml(row)}</p>`
      : `<p class="r" style="margin:0;padding:7px 0;${border}"><span class="m" style="color:#57606a;font-size:13px">${escapeHtml(row[0])}</span><br>${escapeHtml(row[1])}</p>`,
  )
  return head + items.join('')
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

export function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (sign) => entities[sign] ?? sign)
}
