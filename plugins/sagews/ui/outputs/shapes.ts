import { Group, type Object3D } from 'three'
import { Line2 } from 'three/examples/jsm/lines/Line2.js'
import { LineGeometry } from 'three/examples/jsm/lines/LineGeometry.js'
import { LineMaterial } from 'three/examples/jsm/lines/LineMaterial.js'
import { labelAt, spotAt } from './labels.ts'
import { meshLines, surfaceMesh } from './meshes.ts'

type Point = readonly [number, number, number]
/** One thing in a scene, as the kernel writes it. */
export type SceneObject =
  | {
      readonly kind: 'surface'
      readonly points: readonly number[]
      readonly faces: readonly (readonly number[])[]
      readonly color: string
      readonly opacity: number
      readonly mesh: boolean
      readonly flat: boolean
      readonly colors?: readonly string[]
    }
  | { readonly kind: 'line'; readonly points: readonly Point[]; readonly color: string; readonly opacity: number; readonly width: number }
  | { readonly kind: 'point'; readonly point: Point; readonly size: number; readonly color: string; readonly opacity: number }
  | { readonly kind: 'text'; readonly text: string; readonly point: Point; readonly size: number; readonly color: string }
/** A file of the kind `sage3d`. `box` is its least and its greatest corner. */
export type SceneFile = {
  readonly version: number
  readonly objects: readonly SceneObject[]
  readonly box: readonly [Point, Point]
  readonly options: Readonly<Record<string, unknown>>
}

/** Reads a scene, or says null where it is none. */
export function readScene(value: unknown): SceneFile | null {
  const file = value as Partial<SceneFile> | null
  const sound =
    Array.isArray(file?.objects) && Array.isArray(file.box) && file.box.length === 2 && file.box.every(corner => corner?.length === 3)
  return sound ? ({ ...file, options: file.options ?? {} } as SceneFile) : null
}

/** What is drawn for an object of a scene; null for kinds that are not known. */
export function shapeOf(object: SceneObject): Object3D | null {
  if (object.kind === 'surface') {
    const points = Float32Array.from(object.points)
    const surface = new Group()
    surface.add(surfaceMesh(points, object.faces, object))
    if (object.mesh) surface.add(meshLines(points, object.faces))
    return surface
  }
  if (object.kind === 'line') {
    if (object.points.length < 2) return null
    const geometry = new LineGeometry()
    geometry.setPositions(object.points.flat())
    const material = new LineMaterial({
      color: object.color,
      linewidth: Math.max(1, object.width),
      opacity: object.opacity,
      transparent: object.opacity < 1,
    })
    return new Line2(geometry, material)
  }
  if (object.kind === 'point') return spotAt(object.point, object)
  if (object.kind === 'text') return labelAt(object.point, object)
  return null
}
