import { BufferAttribute, BufferGeometry, Color, DoubleSide, LineBasicMaterial, LineSegments, Mesh, MeshPhongMaterial } from 'three'

/** The edges of polygons, drawn over their surface. */
export function meshLines(points: Float32Array, faces: readonly (readonly number[])[]): LineSegments {
  const ends: number[] = []
  for (const face of faces) face.forEach((corner, i) => ends.push(corner, face[(i + 1) % face.length]!))
  const geometry = new BufferGeometry()
  geometry.setAttribute('position', new BufferAttribute(points, 3))
  geometry.setIndex(ends)
  return new LineSegments(geometry, new LineBasicMaterial({ color: '#333333', transparent: true, opacity: 0.45 }))
}

/** A surface of polygons, of one colour or of one for each. */
export function surfaceMesh(
  points: Float32Array,
  faces: readonly (readonly number[])[],
  look: { color: string; opacity: number; colors?: readonly string[] | undefined; flat: boolean },
): Mesh {
  const geometry = new BufferGeometry()
  const corners: number[] = []
  const colours: number[] = []
  faces.forEach((face, number) => {
    const colour = look.colors ? new Color(look.colors[number] ?? look.color) : null
    for (let i = 1; i + 1 < face.length; i++)
      for (const corner of [face[0]!, face[i]!, face[i + 1]!]) {
        corners.push(corner)
        if (colour) colours.push(colour.r, colour.g, colour.b)
      }
  })
  if (look.colors) {
    geometry.setAttribute(
      'position',
      new BufferAttribute(Float32Array.from(corners.flatMap(i => [points[3 * i]!, points[3 * i + 1]!, points[3 * i + 2]!])), 3),
    )
    geometry.setAttribute('color', new BufferAttribute(Float32Array.from(colours), 3))
  } else {
    geometry.setAttribute('position', new BufferAttribute(points, 3))
    geometry.setIndex(corners)
  }
  geometry.computeVertexNormals()
  const clear = look.opacity < 1
  return new Mesh(
    geometry,
    new MeshPhongMaterial({
      color: look.colors ? 'white' : look.color,
      vertexColors: Boolean(look.colors),
      side: DoubleSide,
      opacity: look.opacity,
      transparent: clear,
      depthWrite: !clear,
      flatShading: look.flat,
      shininess: 20,
      polygonOffset: true,
      polygonOffsetFactor: 1,
    }),
  )
}
