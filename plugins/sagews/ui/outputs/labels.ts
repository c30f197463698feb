import { CanvasTexture, Sprite, SpriteMaterial } from 'three'

type Point = readonly [number, number, number]
/** Of a scene's height, how much one CSS pixel of a label is. */
const pixel = 1 / 640

/** A word in a scene, which always faces whoever looks and keeps its size. */
export function labelAt(point: Point, { text, size, color }: { text: string; size: number; color: string }): Sprite {
  const canvas = document.createElement('canvas')
  const scale = 4
  const font = `${size * scale}px system-ui, sans-serif`
  const context = canvas.getContext('2d')!
  context.font = font
  canvas.width = Math.min(2048, Math.ceil(context.measureText(text).width) + 4 * scale)
  canvas.height = Math.ceil(size * scale * 1.4)
  context.font = font
  context.fillStyle = color
  context.textAlign = 'center'
  context.textBaseline = 'middle'
  context.fillText(text, canvas.width / 2, canvas.height / 2)
  return spriteOf(canvas, point, { width: (canvas.width / scale) * pixel, height: (canvas.height / scale) * pixel, opacity: 1 })
}

/** A round spot in a scene. */
export function spotAt(point: Point, { size, color, opacity }: { size: number; color: string; opacity: number }): Sprite {
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = 64
  const context = canvas.getContext('2d')!
  context.fillStyle = color
  context.beginPath()
  context.arc(32, 32, 31, 0, 2 * Math.PI)
  context.fill()
  return spriteOf(canvas, point, { width: size * pixel, height: size * pixel, opacity })
}

function spriteOf(
  canvas: HTMLCanvasElement,
  point: Point,
  { width, height, opacity }: { width: number; height: number; opacity: number },
): Sprite {
  const texture = new CanvasTexture(canvas)
  texture.colorSpace = 'srgb'
  const sprite = new Sprite(new SpriteMaterial({ map: texture, sizeAttenuation: false, opacity, transparent: true, alphaTest: 0.1 }))
  sprite.position.set(...point)
  sprite.scale.set(width, height, 1)
  return sprite
}
