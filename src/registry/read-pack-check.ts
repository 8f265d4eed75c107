// The tool of the pack's reference checks: what is defined, and how a fault is reported where it stands.
import { nearest } from '#domain/pack/nearest.ts'
import type { FileName } from '#domain/pack/pack-files.ts'
import type { Fault, FieldPath, YamlSource } from './read-yaml-file.ts'

/** The files of a pack as they were read, to say where a fault stands. */
export class PackSources {
  private readonly read: { readonly name: string; readonly source: YamlSource }[] = []

  add(name: string, source: YamlSource): void {
    this.read.push({ name, source })
  }

  /** `index` counts the files of a name that is a list. */
  of(name: FileName, index = 0): YamlSource {
    const found = this.read.filter((one) => one.name === name)[index]
    if (found === undefined) throw new Error(`file ${index} of ${name} was not read`)
    return found.source
  }
}

export interface Coded {
  readonly code: string
}

/** Collects the faults of one file. */
export class ReferenceCheck {
  private readonly source: YamlSource
  private readonly faults: Fault[]

  constructor(source: YamlSource, faults: Fault[]) {
    this.source = source
    this.faults = faults
  }

  refuse(code: string, path: FieldPath, message: string): void {
    this.faults.push(this.source.fault(code, path, message))
  }

  /** `word` says what the code should be, in the message. */
  known(path: FieldPath, code: string, defined: ReadonlySet<string>, word: string): void {
    if (defined.has(code)) return
    const near = nearest(code, defined)
    const hint = near.length === 0 ? '' : `, did you mean ${near.join(', ')}?`
    this.refuse('unknown-code', path, `no ${word} ${code}${hint}`)
  }

  allKnown(
    path: FieldPath,
    codes: readonly string[] | undefined,
    defined: ReadonlySet<string>,
    word: string,
  ): void {
    for (const [index, code] of (codes ?? []).entries()) this.known([...path, index], code, defined, word)
  }

  unique(path: FieldPath, items: readonly { readonly code: string | number }[]): void {
    const seen = new Set<string | number>()
    for (const [index, item] of items.entries()) {
      if (seen.has(item.code))
        this.refuse('duplicate', [...path, index, 'code'], `${item.code} is defined twice`)
      seen.add(item.code)
    }
  }
}

export const codesOf = (items: readonly Coded[]): ReadonlySet<string> =>
  new Set(items.map((item) => item.code))

/** Everything that is defined somewhere, by kind. */
export interface DefinedCodes {
  readonly period: ReadonlySet<string>
  readonly phase: ReadonlySet<string>
  readonly window: ReadonlySet<string>
  readonly clock: ReadonlySet<string>
  readonly milestone: ReadonlySet<string>
  readonly factor: ReadonlySet<string>
  readonly group: ReadonlySet<string>
  readonly category: ReadonlySet<string>
  readonly feature: ReadonlySet<string>
  readonly right: ReadonlySet<string>
  readonly actor: ReadonlySet<string>
  readonly entitySet: ReadonlySet<string>
  readonly audience: ReadonlySet<string>
  readonly place: ReadonlySet<string>
  readonly electionType: ReadonlySet<string>
  readonly calendar: ReadonlySet<string>
  readonly placeLevel: ReadonlySet<string>
}
