import {
  AmbientLight,
  Box3,
  DirectionalLight,
  Group,
  type Mesh,
  PerspectiveCamera,
  Scene,
  type Vector2,
  Vector3,
  WebGLRenderer,
} from 'three'
import { OrbitControls } from 'three/examples/jsm/controls/OrbitControls.js'
import type { ShownOutput } from '../../api.ts'
import { frameOf } from './frame-box.ts'
import { shapeOf, type SceneFile } from './shapes.ts'

/** One drawing surface for all scenes, since a browser has only a few; each scene copies its picture from it. */
let shared: WebGLRenderer | null = null

/** A scene that is turned by dragging or by the arrow keys, and nearer with the wheel once it was clicked. It is drawn only when it changes. */
export function showScene(file: SceneFile, { label }: { label: string }): ShownOutput {
  const { options } = file
  const canvas = document.createElement('canvas')
  canvas.className = 'ws-scene'
  canvas.tabIndex = 0
  canvas.setAttribute('role', 'img')
  canvas.setAttribute('aria-label', `${label}. Drag or use the arrow keys to turn it.`)
  const width = sizeOf(options.width, 480)
  const height = sizeOf(options.height, 400)
  canvas.style.aspectRatio = `${width} / ${height}`
  canvas.style.width = `${width}px`
  if (typeof options.background === 'string') canvas.style.background = options.background

  const scene = new Scene()
  const camera = new PerspectiveCamera(35, width / height, 0.01, 1000)
  camera.up.set(0, 0, 1)
  const content = contentOf(file)
  scene.add(content, new AmbientLight('white', 1.4))
  const light = new DirectionalLight('white', 2)
  light.position.set(-0.4, 0.6, 1)
  camera.add(light)
  scene.add(camera)
  const centre = new Box3().setFromObject(content).getCenter(new Vector3())
  const far = Math.max(0.001, new Box3().setFromObject(content).getSize(new Vector3()).length())
  camera.position.copy(centre).add(new Vector3(1.05, -1.35, 0.75).normalize().multiplyScalar(far * 1.5))
  camera.near = far / 100
  camera.far = far * 20
  camera.updateProjectionMatrix()

  let asked = false
  let stopped = false
  const draw = () => {
    asked = false
    if (!stopped) paint({ scene, camera, canvas, width, height })
  }
  const ask = () => {
    if (!asked) requestAnimationFrame(draw)
    asked = true
  }
  const controls = new OrbitControls(camera, canvas)
  controls.target.copy(centre)
  controls.enableDamping = false
  controls.enableZoom = false
  controls.autoRotateSpeed = 1
  controls.update()
  controls.addEventListener('change', ask)
  canvas.addEventListener('focus', () => (controls.enableZoom = true))
  canvas.addEventListener('blur', () => (controls.enableZoom = false))
  canvas.addEventListener('keydown', event => {
    if (!turn(camera, controls.target, event.key)) return
    event.preventDefault()
    controls.update()
    ask()
  })
  const spinning = options.spin && !matchMedia('(prefers-reduced-motion: reduce)').matches ? spin(controls, canvas) : () => undefined
  ask()
  return {
    element: canvas,
    stop() {
      stopped = true
      spinning()
      controls.dispose()
      content.traverse(dispose)
    },
  }
}

function sizeOf(given: unknown, otherwise: number): number {
  return typeof given === 'number' && given >= 50 && given <= 2000 ? given : otherwise
}

function contentOf({ objects, box, options }: SceneFile): Group {
  const content = new Group()
  for (const object of objects) {
    const shape = shapeOf(object)
    if (shape) content.add(shape)
  }
  if (options.frame !== false) content.add(frameOf(box, typeof options.foreground === 'string' ? options.foreground : '#8a8f93'))
  const [low, high] = box
  const sides = [0, 1, 2].map(i => Math.max(1e-9, high[i]! - low[i]!))
  const ratio = Array.isArray(options.aspect_ratio) ? options.aspect_ratio : null
  if (ratio?.length === 3)
    content.scale.set(...(ratio.map(part => (typeof part === 'number' && part > 0 ? part : 1)) as [number, number, number]))
  // What is far higher than wide, or flat, would be a needle or a line.
  else if (sides[2]! > 4 * Math.hypot(sides[0]!, sides[1]!) || sides[2]! * 20 < Math.hypot(sides[0]!, sides[1]!))
    content.scale.z = (Math.max(sides[0]!, sides[1]!) * 0.7) / sides[2]!
  return content
}

function paint({
  scene,
  camera,
  canvas,
  width,
  height,
}: {
  scene: Scene
  camera: PerspectiveCamera
  canvas: HTMLCanvasElement
  width: number
  height: number
}) {
  const scale = Math.min(2, devicePixelRatio)
  const context = canvas.getContext('2d')
  if (!context) return
  canvas.width = Math.round(width * scale)
  canvas.height = Math.round(height * scale)
  shared ??= new WebGLRenderer({ alpha: true, antialias: true, preserveDrawingBuffer: true })
  shared.setPixelRatio(1)
  shared.setClearAlpha(0)
  shared.setSize(canvas.width, canvas.height, false)
  scene.traverse(object => {
    const material = (object as Mesh).material as { resolution?: Vector2 } | undefined
    material?.resolution?.set(width, height)
  })
  shared.render(scene, camera)
  context.drawImage(shared.domElement, 0, 0)
  canvas.dataset.drawn = String(scene.children[0]!.children.length)
}

/** Turns the camera around the target by an arrow key, or goes nearer or away. */
function turn(camera: PerspectiveCamera, target: Vector3, key: string): boolean {
  const offset = camera.position.clone().sub(target)
  const side = offset.clone().cross(camera.up).normalize()
  if (key === 'ArrowLeft') offset.applyAxisAngle(camera.up, -0.15)
  else if (key === 'ArrowRight') offset.applyAxisAngle(camera.up, 0.15)
  else if (key === 'ArrowUp' && offset.angleTo(camera.up) > 0.25) offset.applyAxisAngle(side, 0.15)
  else if (key === 'ArrowDown' && offset.angleTo(camera.up) < Math.PI - 0.25) offset.applyAxisAngle(side, -0.15)
  else if (key === '+' || key === '=') offset.multiplyScalar(0.85)
  else if (key === '-') offset.multiplyScalar(1 / 0.85)
  else return false
  camera.position.copy(target).add(offset)
  return true
}

/** Turns the scene slowly until it is dragged. */
function spin(controls: OrbitControls, canvas: HTMLCanvasElement): () => void {
  let frame = 0
  controls.autoRotate = true
  const step = () => {
    controls.update()
    frame = requestAnimationFrame(step)
  }
  const end = () => cancelAnimationFrame(frame)
  canvas.addEventListener('pointerdown', end, { once: true })
  step()
  return end
}

function dispose(object: { geometry?: unknown; material?: unknown } | object): void {
  const { geometry, material } = object as { geometry?: { dispose?(): void }; material?: { dispose?(): void; map?: { dispose?(): void } } }
  geometry?.dispose?.()
  material?.map?.dispose?.()
  material?.dispose?.()
}
