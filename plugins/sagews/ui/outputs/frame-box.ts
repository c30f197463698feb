import { BoxGeometry, EdgesGeometry, Group, LineBasicMaterial, LineSegments } from 'three'
import { labelAt } from './labels.ts'

type Point = readonly [number, number, number]

/** The box around a scene, with what its ends and middles are at three edges. */
export function frameOf([low, high]: readonly [Point, Point], color: string): Group {
  const frame = new Group()
  const size = [0, 1, 2].map(i => Math.max(1e-6, high[i]! - low[i]!)) as [number, number, number]
  const middle = [0, 1, 2].map(i => (low[i]! + high[i]!) / 2) as [number, number, number]
  const box = new LineSegments(new EdgesGeometry(new BoxGeometry(...size)), new LineBasicMaterial({ color }))
  box.position.set(...middle)
  frame.add(box)
  const edges = [
    (at: number): Point => [at, low[1] - 0.12 * size[1], low[2]],
    (at: number): Point => [high[0] + 0.12 * size[0], at, low[2]],
    (at: number): Point => [low[0] - 0.1 * size[0], low[1] - 0.1 * size[1], at],
  ]
  edges.forEach((place, axis) => {
    for (const value of [low[axis]!, middle[axis]!, high[axis]!])
      frame.add(labelAt(place(value), { text: short(value), size: 11, color: '#4d5357' }))
    frame.add(labelAt(place(middle[axis]! + size[axis]! * 0.25), { text: 'xyz'[axis]!, size: 12, color: '#1b1b19' }))
  })
  return frame
}

/** A number as it is read off an axis. */
function short(value: number): string {
  return String(Number(value.toPrecision(3))).replace('-', '\u2212')
}
