// JSON as it may come in: scanned before it is parsed, because JSON.parse is silent about duplicate keys and loses large integers, and
// PostgreSQL refuses NUL and lone surrogates only after the fact. Says where (JSON Pointer), what was read, what was expected.
import { limits } from '#config/limits.ts'
import { AppError, type Fault } from '#platform/errors.ts'

// toString and valueOf: an object whose own are no functions throws wherever it is compared, in a library's checks too.
const forbiddenKeys = new Set(['__proto__', 'prototype', 'constructor', 'toString', 'valueOf'])
const loneSurrogate = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/

/** Text → value, or an AppError `invalid` (400) that names every fault found up to the first that stops the scan. */
export function parseJson(text: string): unknown {
  const source = text.startsWith('\uFEFF') ? text.slice(1) : text
  const value = parseOrRefuse(source)
  new Scan(source).run()
  return value
}

function parseOrRefuse(source: string): unknown {
  if (source.trim() === '') {
    throw refuse('', 'HTTP_JSON_SYNTAX', {
      es: 'el cuerpo está vacío: envíe {} donde no haya nada que decir, o ningún Content-Type',
      en: 'the body is empty: send {} where there is nothing to say, or no Content-Type',
    })
  }
  try {
    return JSON.parse(source) as unknown
  } catch (error) {
    throw refuse('', 'HTTP_JSON_SYNTAX', {
      es: `JSON mal formado: ${String(error).slice(0, 200)}`,
      en: `malformed JSON: ${String(error).slice(0, 200)}`,
    })
  }
}

function refuse(pointer: string, code: string, message: Fault['message']): AppError {
  return new AppError('invalid', code, message.en, { status: 400, faults: [{ pointer, code, message }] })
}

/** NDJSON: one value per line; a line that cannot be read becomes its own refusal, so that the others are still taken. */
export function parseBatch(text: string): unknown[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line) => {
      try {
        return parseJson(line)
      } catch (error) {
        if (error instanceof AppError) return error
        throw error
      }
    })
}

interface Frame {
  readonly kind: 'object' | 'array'
  readonly keys: Set<string>
  key: string
  index: number
}

/** Walks a text that JSON.parse has accepted, so the grammar needs no second check; the stack is our own, not the engine's. */
class Scan {
  private readonly text: string
  private readonly frames: Frame[] = []
  private at = 0
  private keyCount = 0

  constructor(text: string) {
    this.text = text
  }

  run(): void {
    while (this.at < this.text.length) this.step(this.text.charAt(this.at))
  }

  private step(character: string): void {
    if (character === '{' || character === '[') this.open(character === '{' ? 'object' : 'array')
    else if (character === '}' || character === ']') this.frames.pop()
    else if (character === ',') this.next()
    else if (character === '"') this.string()
    else if (character === '-' || (character >= '0' && character <= '9')) this.number()
    this.at += 1
  }

  private open(kind: Frame['kind']): void {
    if (this.frames.length >= limits.jsonDepth) {
      throw refuse(this.pointer(), 'HTTP_JSON_DEPTH', {
        es: `más de ${limits.jsonDepth} niveles de anidación`,
        en: `nested deeper than ${limits.jsonDepth} levels`,
      })
    }
    this.frames.push({ kind, keys: new Set(), key: '', index: 0 })
  }

  private next(): void {
    const frame = this.frames.at(-1)
    if (frame?.kind === 'array') frame.index += 1
  }

  private string(): void {
    const start = this.at
    this.at += 1
    while (this.text.charAt(this.at) !== '"') this.at += this.text.charAt(this.at) === '\\' ? 2 : 1
    const raw = this.text.slice(start + 1, this.at)
    const value = raw.includes('\\') ? String(JSON.parse(`"${raw}"`)) : raw
    this.checkText(value)
    if (this.isKey()) this.takeKey(value)
  }

  private isKey(): boolean {
    if (this.frames.at(-1)?.kind !== 'object') return false
    let ahead = this.at + 1
    while (/\s/.test(this.text.charAt(ahead))) ahead += 1
    return this.text.charAt(ahead) === ':'
  }

  private takeKey(key: string): void {
    const frame = this.frames.at(-1)
    if (frame === undefined) return
    this.keyCount += 1
    if (frame.keys.has(key)) {
      throw refuse(`${this.parentPointer()}/${escape(key)}`, 'HTTP_JSON_DUPLICATE_KEY', {
        es: `la clave "${key}" aparece dos veces`,
        en: `the key "${key}" appears twice`,
      })
    }
    if (forbiddenKeys.has(key)) {
      throw refuse(`${this.parentPointer()}/${escape(key)}`, 'HTTP_JSON_KEY_FORBIDDEN', {
        es: `la clave "${key}" no se admite`,
        en: `the key "${key}" is not allowed`,
      })
    }
    if (this.keyCount > limits.jsonKeys * limits.batchItems) {
      throw refuse('', 'HTTP_JSON_KEYS', { es: 'demasiadas claves', en: 'too many keys' })
    }
    frame.keys.add(key)
    frame.key = key
  }

  private checkText(value: string): void {
    if (value.includes('\0')) {
      throw refuse(this.pointer(), 'HTTP_JSON_NUL', {
        es: 'contiene el carácter NUL',
        en: 'contains a NUL character',
      })
    }
    if (loneSurrogate.test(value)) {
      throw refuse(this.pointer(), 'HTTP_JSON_SURROGATE', {
        es: 'contiene medio carácter Unicode (sustituto suelto)',
        en: 'contains half a Unicode character (lone surrogate)',
      })
    }
  }

  private number(): void {
    const start = this.at
    while (/[-+.eE0-9]/.test(this.text.charAt(this.at + 1))) this.at += 1
    const raw = this.text.slice(start, this.at + 1)
    const value = Number(raw)
    const isInteger = /^-?\d+$/.test(raw)
    if (!Number.isFinite(value) || (isInteger && !Number.isSafeInteger(value)) || Math.abs(value) > 1e15) {
      throw refuse(this.pointer(), 'HTTP_JSON_NUMBER', {
        es: `número fuera de rango: ${raw.slice(0, 40)}`,
        en: `number out of range: ${raw.slice(0, 40)}`,
      })
    }
  }

  private pointer(): string {
    return this.frames.map((frame) => `/${frame.kind === 'array' ? frame.index : escape(frame.key)}`).join('')
  }

  private parentPointer(): string {
    return this.frames
      .slice(0, -1)
      .map((frame) => `/${frame.kind === 'array' ? frame.index : escape(frame.key)}`)
      .join('')
  }
}

function escape(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1')
}
