// Criteria of WCAG that the sources of the console show: what nothing of it does, and what its colours and words are.
import { globSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const filesOf = (pattern: string) =>
  globSync(pattern, { exclude: ['web/dist/**', 'web/src/api-schema.ts'] }).map((file) => ({
    file,
    text: readFileSync(file, 'utf8'),
  }))
const styles = filesOf('web/src/**/*.css')
const sources = filesOf('web/src/**/*.{ts,tsx}')

/** Each place where the pattern stands, as «file: what was found». */
function found(files: typeof styles, pattern: RegExp): string[] {
  return files.flatMap(({ file, text }) =>
    [...text.matchAll(pattern)].map(([whole, part]) => `${file}: ${part ?? whole}`),
  )
}

test('the sources of the console are read', () => {
  expect(styles.length).toBeGreaterThan(15)
  expect(sources.length).toBeGreaterThan(150)
})

test('C70 1.3.2 no style and no attribute puts what is read into another order than it has in the text', () => {
  expect(
    found(styles, /(?:^|[\s;{])(order:|float:|flex-direction: \S*-reverse|flex-wrap: wrap-reverse)/g),
  ).toEqual([])
  expect(found(sources, /(tabIndex=\{[1-9]|tabindex: ?'?[1-9]|accessKey)/g)).toEqual([])
})

test('C70 1.3.3 no text tells a thing by its shape, its colour or its place alone', () => {
  const texts = sources.filter(({ file }) => /texts|form\/|i18n/.test(file))
  const bySense =
    /['"`][^'"`\n]*\b((?:a|de) la (?:derecha|izquierda)|(?:en|de) (?:verde|rojo|amarillo|azul)|(?:botón|ícono|línea) (?:verde|roj[oa]|azul|redond[oa])|on the (?:left|right)|in (?:green|red|yellow|blue)|(?:green|red|blue|round|square) (?:button|icon|line))\b/gi
  expect(texts.length).toBeGreaterThan(25)
  expect(found(texts, bySense)).toEqual([])
})

test('C70 1.4.13 nothing appears under the pointer: a style for it changes colours and lines only', () => {
  const rules = styles.flatMap(({ file, text }) =>
    [...text.matchAll(/([^{}]*:hover[^{}]*)\{([^{}]*)\}/g)].map(([, selector = '', body = '']) => ({
      where: `${file}: ${selector.trim()}`,
      what: [...body.matchAll(/([\w-]+)\s*:/g)].map(([, property = '']) => property),
    })),
  )
  expect(rules.length).toBeGreaterThan(5)
  const harmless =
    /^(color|background(-color)?|border(-\w+)*|outline(-\w+)?|text-decoration(-\w+)?|fill|stroke(-width)?)$/
  expect(rules.filter(({ what }) => what.some((one) => !harmless.test(one)))).toEqual([])
  expect(
    found(
      sources,
      /(onMouse(?:Enter|Over|Leave|Move)|onPointer(?:Enter|Over|Move)|'(?:mouse|pointer)(?:enter|over|move)')/g,
    ),
  ).toEqual([])
})

test('C70 2.3.1 nothing flashes: no animation, no film, no moving picture', () => {
  expect(found(styles, /(@keyframes[^{]*|animation:(?!\s*none)[^;]*)/g)).toEqual([])
  expect(found(sources, /(<video|<marquee|\.gif['"]|\.animate\()/g)).toEqual([])
  // What is drawn anew by the clock changes twice a second at most.
  const shortest = sources
    .flatMap(({ text }) => [...text.matchAll(/setInterval\(.*?, ([\w.]+)\)/gs)])
    .map(([, every = '']) => every)
  expect(shortest.length).toBeGreaterThan(3)
  const known: Record<string, number> = { secondMs: 1_000 }
  for (const every of shortest) {
    const named = sources.flatMap(
      ({ text }) => new RegExp(`const ${every} = ([\\d_]+)`).exec(text)?.[1] ?? [],
    )
    const ms = Number((named[0] ?? every).replaceAll('_', ''))
    expect(Number.isFinite(ms) ? ms : known[every], every).toBeGreaterThanOrEqual(500)
  }
})

test('C70 2.5.1 2.5.7 no gesture of several fingers or along a path; what can be dragged or wheeled has another way', () => {
  const heard = found(
    sources,
    /(onTouch\w+|onDrag\w*|onDrop|onWheel=|draggable|'(?:touch\w+|drag\w*|drop|wheel|gesture\w+)')/g,
  )
  // The file step takes what is dropped and has a button to choose it; the calendar has buttons and keys beside the wheel.
  expect([...new Set(heard.map((one) => one.replace('web/src/views/', '')))].toSorted()).toEqual([
    "calendar/chart.tsx: 'wheel'",
    "import/file-step.tsx: 'dragover'",
    "import/file-step.tsx: 'drop'",
  ])
})

test('C70 2.5.2 nothing is done when a press begins: it can be drawn away from', () => {
  const pressed = found(
    sources,
    /((?:onMouseDown|onPointerDown|onTouchStart)=.*|'(?:mousedown|pointerdown|touchstart)'.*)/g,
  )
  // The field keeps the focus, and that is all.
  expect(pressed.filter((one) => !/=>\s*event\.preventDefault\(\)\)?\}?$/.test(one))).toEqual([])
  expect(pressed).toHaveLength(2)
})

interface Rgb {
  readonly r: number
  readonly g: number
  readonly b: number
}

function rgbOf(hex: string): Rgb {
  const long = hex.length === 4 ? hex.slice(1).replaceAll(/./g, '$&$&') : hex.slice(1)
  const [r = 0, g = 0, b = 0] = [0, 2, 4].map((at) => Number.parseInt(long.slice(at, at + 2), 16))
  return { r, g, b }
}

/** WCAG 2.2, relative luminance and contrast ratio. */
function contrast(one: string, other: string): number {
  const light = ({ r, g, b }: Rgb) => {
    const [x = 0, y = 0, z = 0] = [r, g, b].map((part) => {
      const share = part / 255
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
    })
    return 0.2126 * x + 0.7152 * y + 0.0722 * z
  }
  const [a, b] = [light(rgbOf(one)), light(rgbOf(other))]
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)
}

const grounds = ['page', 'surface', 'sunken']
const hues = ['text', 'soft', 'accent', 'good', 'bad', 'info', 'watch', 'warning', 'critical', 'line-strong']
const pairs = grounds.flatMap((ground) =>
  hues.map((hue) => ({ ground, hue, least: hue === 'line-strong' ? 3 : 4.5 })),
)

test.each([
  { theme: 'plain', scheme: 'light' },
  { theme: 'plain', scheme: 'dark' },
  { theme: 'contrast', scheme: 'light' },
  { theme: 'contrast', scheme: 'dark' },
])(
  'C70 C75 1.4.3 1.4.11 every hue that carries a meaning has 4.5:1 on every surface, every strong line 3:1: $theme, $scheme',
  ({ theme, scheme }) => {
    const tokens = styles.find(({ file }) => file.endsWith('tokens.css'))?.text ?? ''
    const [plain = '', contrasted = ''] = tokens.split(':root[data-theme="contrast"]')
    const written = (theme === 'plain' ? plain : contrasted).matchAll(
      /--([\w-]+): light-dark\((#\w+), (#\w+)\)/g,
    )
    const colours = new Map(
      [...written].map(([, name, light, dark]) => [name, scheme === 'light' ? light : dark]),
    )
    const faint = pairs.filter(
      ({ ground, hue, least }) => contrast(colours.get(hue) ?? '', colours.get(ground) ?? '') < least,
    )
    expect(faint).toEqual([])
    expect([...grounds, ...hues].filter((name) => !colours.has(name))).toEqual([])
  },
)
