// How large a label is in the units of a drawing: its style gives pixels, and a drawing is as wide as its page lets it be.
import { type RefObject, useLayoutEffect, useState } from 'react'

export interface LabelSize {
  /** Units of the drawing to one pixel of the page. */
  readonly perPixel: number
  /** As the style of the drawing gives it, in pixels. */
  readonly pixels: number
  /** How wide a text is, in its own heights. */
  readonly widthOf: (text: string) => number
}

/** undefined until the drawing has a size. */
export function useLabelSize(
  drawing: RefObject<SVGSVGElement | null>,
  width: number,
  height: number,
): LabelSize | undefined {
  const [size, setSize] = useState<LabelSize>()
  useLayoutEffect(() => {
    const svg = drawing.current
    if (svg === null) return undefined
    const measure = (): void => {
      const box = svg.getBoundingClientRect()
      const scale = Math.min(box.width / width, box.height / height)
      if (scale === 0) return
      const { fontSize, fontFamily } = getComputedStyle(svg)
      setSize({ perPixel: 1 / scale, pixels: Number.parseFloat(fontSize), widthOf: measureIn(fontFamily) })
    }
    measure()
    const watch = new ResizeObserver(measure)
    watch.observe(svg)
    return () => watch.disconnect()
  }, [drawing, width, height])
  return size
}

function measureIn(family: string): (text: string) => number {
  const pen = document.createElement('canvas').getContext('2d')
  // As heavy as the names on the map.
  if (pen !== null) pen.font = `600 100px ${family}`
  return (text) => (pen === null ? text.length * 0.7 : pen.measureText(text).width / 100)
}
