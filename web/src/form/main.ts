// The form to file a signal, also without a line: what is saved stays on the device, sealed, until the server has said that it has it.
import { newId } from '../signal-draft.ts'
import { button, el, field, showFault } from './dom.ts'
import { bodyOf, draftOf, type FieldName, type FormDraft, fieldOf } from './draft.ts'
import { Fields, faultsByField } from './fields.ts'
import { queueView } from './queue-view.ts'
import { askReference, keepReference, keptReference, type Reference } from './reference.ts'
import { createSender, type Sender } from './send.ts'
import { openStore, type QueueRow, type Sealed, type Store } from './store.ts'
import { language, setLanguage, texts } from './texts.ts'
import { workerAddress } from './worker-address.ts'

// Days of the busiest office; more than that on one phone means that something else is wrong.
const mostWaiting = 5_000
// No secret: the console's mark that the browser may hold a session's cookie.
const signedIn = 'vigia.signed-in'
// From here on the browser may soon refuse to store.
const fullShare = 0.8

interface Kept {
  readonly draft: FormDraft
  /** The refused report that is being mended. */
  readonly mends?: { readonly n: number; readonly id: string } | undefined
}

class FormPage {
  readonly #store: Store
  readonly #sender: Sender
  readonly #root: HTMLElement
  #token: string | undefined
  #reference: Reference | undefined
  #fields: Fields | undefined
  #mends: Kept['mends']
  #queueShown = Promise.resolve()
  #queueNext: Promise<void> | undefined
  #queue = el('div')
  #draftSaved: Promise<unknown> = Promise.resolve()

  constructor(store: Store, root: HTMLElement) {
    this.#store = store
    this.#root = root
    this.#sender = createSender(
      store,
      () => this.#token,
      language,
      () => void this.#showQueue(),
    )
  }

  async start(): Promise<void> {
    const sealed = await this.#store.kept<Sealed>('token')
    this.#token = sealed === undefined ? undefined : await this.#store.open<string>(sealed)
    const ofConsole = sessionStorage.getItem('vigia.token')
    if (ofConsole !== null) await this.#keepToken(ofConsole)
    this.#reference = await keptReference(this.#store)
    if (this.#reference !== undefined) await this.#showForm()
    await this.#learn()
    this.#sender.wake()
  }

  async #keepToken(token: string): Promise<void> {
    this.#token = token
    await this.#store.keep('token', await this.#store.seal(token))
  }

  /** Asks the server for places and codes; without a line what was kept serves. */
  async #learn(): Promise<void> {
    // Nobody has signed in on this device: there is nothing to ask with.
    if (this.#token === undefined && localStorage.getItem(signedIn) === null) {
      return this.#showEntry(this.#reference === undefined ? undefined : texts().ended)
    }
    try {
      const found = await askReference(this.#token)
      if (found === 'refused')
        return this.#showEntry(this.#reference === undefined ? undefined : texts().ended)
      const isFirst = this.#reference === undefined
      this.#reference = found
      await keepReference(this.#store, found)
      if (isFirst) await this.#showForm()
    } catch {
      if (this.#reference === undefined) this.#showEntry(texts().noLine)
    }
  }

  #showEntry(why: string | undefined): void {
    const words = texts()
    const input = el('input', { type: 'password', autocomplete: 'off', spellcheck: 'false' })
    const form = el(
      'form',
      { novalidate: true, class: 'entry' },
      why !== undefined && el('p', { class: 'notice', role: 'status' }, why),
      field('token', words.token, input, words.tokenHint),
      el('button', { type: 'submit', class: 'primary' }, words.enter),
    )
    form.addEventListener('submit', (event) => {
      event.preventDefault()
      void this.#enter(input.value.trim())
    })
    if (this.#reference === undefined) {
      const page = el('main', { class: 'narrow' }, el('h1', {}, words.enter), form)
      this.#root.replaceChildren(this.#top(), page)
    } else {
      this.#root.querySelector('form.entry')?.remove()
      this.#root.querySelector('header')?.after(form)
    }
  }

  async #enter(token: string): Promise<void> {
    try {
      const found = /^[\x21-\x7e]+$/.test(token) ? await askReference(token) : 'refused'
      if (found === 'refused') return showFault('token', texts().tokenWrong)
      await this.#keepToken(token)
      await keepReference(this.#store, found)
      this.#reference = found
      await this.#showForm()
      this.#sender.wake()
    } catch {
      showFault('token', texts().noLine)
    }
  }

  async #showForm(): Promise<void> {
    const reference = this.#reference
    if (reference === undefined) return
    const words = texts()
    this.#fields = new Fields(reference, {
      onChange: (draft) => this.#keepDraft(draft),
      onSave: (draft) => void this.#save(draft),
    })
    this.#root.replaceChildren(
      this.#top(),
      el(
        'main',
        { class: 'narrow' },
        el('h1', {}, words.title),
        processLine(reference.process),
        el('p', { class: 'notice' }, words.lead),
        this.#fields.root,
        this.#queue,
        // Far from the language and the way to the console, because it cannot be undone.
        el(
          'p',
          { class: 'leave' },
          button(words.signOut, () => void this.#leave()),
        ),
      ),
    )
    const sealed = await this.#store.kept<Sealed>('draft')
    if (sealed !== undefined) {
      const { draft, mends } = await this.#store.open<Kept>(sealed)
      this.#mends = mends
      this.#fields.fill(draft)
      this.#fields.say(words.draft)
    }
    await this.#showQueue()
  }

  #top(): HTMLElement {
    const words = texts()
    return el(
      'header',
      { class: 'top' },
      el('p', { class: 'brand' }, 'Vigía'),
      el(
        'div',
        { class: 'who' },
        button(words.other, () => this.#switchLanguage(), { class: 'quiet' }),
        el('a', { href: '/' }, words.console),
      ),
    )
  }

  #switchLanguage(): void {
    setLanguage(language() === 'es' ? 'en' : 'es')
    document.documentElement.lang = language()
    if (this.#reference === undefined) this.#showEntry(undefined)
    else void this.#draftSaved.then(() => this.#showForm())
  }

  async #leave(): Promise<void> {
    const waiting = (await this.#store.rows()).filter((one) => one.state === 'queued').length
    // The one question of the page: what is asked cannot be undone.
    if (waiting > 0 && !confirm(texts().signOutSure(waiting))) return
    await this.#store.wipe()
    sessionStorage.removeItem('vigia.token')
    location.assign('/form')
  }

  #keepDraft(draft: FormDraft): void {
    const kept: Kept = { draft, mends: this.#mends }
    // One after the other, so that an older state never overwrites a newer one.
    this.#draftSaved = this.#draftSaved
      .then(async () => this.#store.keepSoon('draft', await this.#store.seal(kept)))
      .catch(() => this.#fields?.say(texts().notStored, 'bad'))
  }

  async #save(draft: FormDraft): Promise<void> {
    const words = texts()
    const fields = this.#fields
    const reference = this.#reference
    if (fields === undefined || reference === undefined) return
    const rows = await this.#store.rows()
    if (rows.filter((one) => one.state === 'queued').length >= mostWaiting)
      return fields.say(words.full, 'bad')
    // A refused report was not stored, so what is mended goes under an id of its own.
    const id = newId()
    const body = bodyOf(id, draft, reference.process?.id, reference.meta.time_zone)
    try {
      const sealed = await this.#store.seal(body)
      const { category, place } = draft
      await this.#store.add({ id, state: 'queued', filedAt: Date.now(), category, place, sealed })
    } catch {
      return fields.say(words.notStored, 'bad')
    }
    if (this.#mends !== undefined) await this.#store.remove(this.#mends.n)
    this.#mends = undefined
    await this.#draftSaved
    await this.#store.forget('draft')
    fields.clear()
    fields.say((await isNearlyFull()) ? `${words.saved} ${words.space}` : words.saved)
    fields.root.querySelector<HTMLElement>('#field-category')?.focus()
    await this.#showQueue()
    this.#sender.wake()
  }

  /** One at a time: what changes while the list is made is in the next one. */
  #showQueue(): Promise<void> {
    this.#queueNext ??= this.#queueShown.then(() => {
      this.#queueNext = undefined
      return this.#makeQueue()
    })
    this.#queueShown = this.#queueNext.catch(() => undefined)
    return this.#queueNext
  }

  async #makeQueue(): Promise<void> {
    const rows = await this.#store.rows()
    const view = queueView(rows, this.#sender.link(), this.#reference, {
      mend: (row) => void this.#mend(row),
      discard: (row) => void this.#store.remove(row.n).then(() => this.#showQueue()),
      clear: () => void this.#clear(rows),
    })
    this.#queue.replaceChildren(view)
    if (this.#sender.link() === 'signed_out' && this.#root.querySelector('form.entry') === null)
      this.#showEntry(texts().ended)
  }

  async #clear(rows: readonly QueueRow[]): Promise<void> {
    for (const row of rows) if (row.state === 'received') await this.#store.remove(row.n)
    await this.#showQueue()
  }

  /** Back into the form, with what the server said at its fields. */
  async #mend(row: QueueRow): Promise<void> {
    if (row.sealed === undefined) return
    const body = await this.#store.open<Parameters<typeof draftOf>[0]>(row.sealed)
    this.#mends = { n: row.n, id: row.id }
    const draft = draftOf(body)
    this.#fields?.fill(draft)
    this.#keepDraft(draft)
    const faults: Partial<Record<FieldName, string>> = faultsByField(row.faults ?? [], fieldOf)
    this.#fields?.showFaults(faults)
  }
}

/** Which process this is, and that it is an exercise: said once, also where its name says so. */
function processLine(process: Reference['process']): HTMLElement {
  const { exercise } = texts()
  const name = process?.name[language()] ?? ''
  if (process?.exercise !== true) return el('p', {}, name)
  const isSaid = name.toLowerCase().includes(exercise.toLowerCase())
  return el('p', {}, el('strong', { class: 'exercise-tag' }, isSaid ? name : exercise), !isSaid && ` ${name}`)
}

async function isNearlyFull(): Promise<boolean> {
  const { usage = 0, quota = 0 } = await navigator.storage.estimate()
  return quota > 0 && usage / quota > fullShare
}

async function boot(): Promise<void> {
  const root = document.querySelector<HTMLElement>('#form')
  if (root === null) return
  document.documentElement.lang = language()
  if (!isSecureContext) {
    root.replaceChildren(el('p', { class: 'notice notice-bad' }, texts().insecure))
    return
  }
  if ('serviceWorker' in navigator) void navigator.serviceWorker.register(workerAddress(), { scope: '/form' })
  void navigator.storage.persist()
  await new FormPage(await openStore(), root).start()
}

void boot()
