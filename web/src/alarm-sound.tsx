// A sound for critical alerts, for whoever asked for it: off until then, because a browser lets a page sound after a gesture only, and
// because nobody is startled at night unasked. It lasts as long as the page is open.
import { useEffect, useRef, useSyncExternalStore } from 'react'
import { useSpeech } from './texts/texts.tsx'

let output: AudioContext | undefined
const listeners = new Set<() => void>()

function switchSound(isWanted: boolean): void {
  if (isWanted) {
    output = new AudioContext()
    // What it will sound like, and that this device sounds at all.
    sound(output)
  } else {
    void output?.close()
    output = undefined
  }
  for (const tell of listeners) tell()
}

function subscribe(onChange: () => void): () => void {
  listeners.add(onChange)
  return () => void listeners.delete(onChange)
}

function useOutput(): AudioContext | undefined {
  return useSyncExternalStore(subscribe, () => output)
}

// Two short tones, a fifth apart: heard across a room, and no siren.
const tones = [660, 990]
const toneSeconds = 0.25

function sound(context: AudioContext): void {
  const volume = context.createGain()
  volume.gain.value = 0.2
  volume.connect(context.destination)
  for (const [place, frequency] of tones.entries()) {
    const tone = context.createOscillator()
    tone.frequency.value = frequency
    tone.connect(volume)
    const from = context.currentTime + place * toneSeconds
    tone.start(from)
    tone.stop(from + toneSeconds)
  }
}

/** Sounds when more critical alerts wait than before. */
export function useAlarm(count: number): void {
  const context = useOutput()
  const before = useRef(count)
  useEffect(() => {
    if (context !== undefined && count > before.current) sound(context)
    before.current = count
  }, [context, count])
}

export function SoundSwitch() {
  const { texts } = useSpeech()
  const isOn = useOutput() !== undefined
  return (
    <label className="check sound">
      <input type="checkbox" checked={isOn} onChange={(event) => switchSound(event.target.checked)} />
      {texts.shell.sound}
    </label>
  )
}
