// Acknowledgements that were given without a line: kept in this tab's storage, each under its key, until the server has answered; for the
// person who gave them alone.
import { useSyncExternalStore } from 'react'
import { type Api, ApiError } from './api.ts'

const kept = 'vigia.waiting-answers'

export interface Answer {
  readonly person: string
  readonly alert: string
  readonly note: string
  /** Made once: sending it again cannot count twice. */
  readonly key: string
}

/** An ApiError: the server refused it, and its words wait to be read. */
export interface WaitingAnswer extends Answer {
  readonly state: 'waiting' | 'sending' | ApiError
}

let answers: readonly WaitingAnswer[] = stored()
const listeners = new Set<() => void>()

function stored(): readonly WaitingAnswer[] {
  const text = sessionStorage.getItem(kept)
  if (text === null) return []
  return (JSON.parse(text) as readonly Answer[]).map((one) => ({ ...one, state: 'waiting' }))
}

function put(next: readonly WaitingAnswer[]): void {
  answers = next
  const unsent = next
    .filter((one) => !(one.state instanceof ApiError))
    .map(({ person, alert, note, key }): Answer => ({ person, alert, note, key }))
  if (unsent.length === 0) sessionStorage.removeItem(kept)
  else sessionStorage.setItem(kept, JSON.stringify(unsent))
  for (const tell of listeners) tell()
}

const without = (alert: string): readonly WaitingAnswer[] => answers.filter((one) => one.alert !== alert)

export function keepAnswer(answer: Answer): void {
  put([...without(answer.alert), { ...answer, state: 'waiting' }])
}

export function forgetAnswer(alert: string): void {
  put(without(alert))
}

export function clearAnswers(): void {
  put([])
}

export function postAnswer(api: Api, { alert, note, key }: Answer): Promise<unknown> {
  const path = `/v1/alerts/${encodeURIComponent(alert)}/acknowledgements`
  return api.post(path, note === '' ? {} : { note }, key)
}

/** Sends what waits, one after the other; what gets no answer goes on waiting. */
export async function sendWaiting(api: Api, person: string): Promise<void> {
  for (const one of answers.filter((each) => each.person === person && each.state === 'waiting')) {
    put([...without(one.alert), { ...one, state: 'sending' }])
    try {
      await postAnswer(api, one)
      forgetAnswer(one.alert)
    } catch (error) {
      put([...without(one.alert), { ...one, state: isRefusal(error) ? error : 'waiting' }])
    }
  }
}

/** The server was reached and will say the same again; a session that ended or a server in trouble is none. */
function isRefusal(error: unknown): error is ApiError {
  if (!(error instanceof ApiError) || error.problem === undefined) return false
  return error.status < 500 && error.status !== 401 && error.status !== 429
}

function subscribe(onChange: () => void): () => void {
  listeners.add(onChange)
  return () => void listeners.delete(onChange)
}

export function useWaitingAnswers(person: string): readonly WaitingAnswer[] {
  return useSyncExternalStore(subscribe, () => answers).filter((one) => one.person === person)
}
