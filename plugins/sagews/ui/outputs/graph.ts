import { forceCenter, forceLink, forceManyBody, forceSimulation, forceX, forceY, type SimulationNodeDatum } from 'd3-force'
import type { ShownOutput } from '../../api.ts'

type Node = SimulationNodeDatum & { name: string; group: number; pos?: readonly [number, number] }
type Link = { source: number | Node; target: number | Node; name: string; group: number }
/** A graph as the kernel writes it. */
export type GraphData = { readonly nodes: Node[]; readonly links: Link[]; readonly directed?: boolean } & Readonly<Record<string, unknown>>

const namespace = 'http://www.w3.org/2000/svg'

/** A graph whose vertices are dragged or moved by the arrow keys; what is not held moves with them. */
export function showGraph(data: GraphData): ShownOutput {
  const nodes: Node[] = data.nodes.map(node => ({ ...node }))
  const links: Link[] = data.links
    .filter(({ source, target }) => nodes[source as number] && nodes[target as number])
    .map(link => ({ ...link, source: nodes[link.source as number]!, target: nodes[link.target as number]! }))
  const number = (name: string, otherwise: number) => (typeof data[name] === 'number' ? (data[name] as number) : otherwise)
  const width = Math.min(2000, number('width', 480))
  const height = Math.min(2000, number('height', 360))
  const radius = number('vertex_size', 7)
  // Places that Sage knows are kept, unless springs are asked for.
  const placed = data.force_spring_layout !== true && nodes.length > 0 && nodes.every(node => node.pos)
  if (placed) place(nodes, { width, height, margin: radius + 18 })
  const simulation = forceSimulation(nodes)
    .stop()
    .force(
      'link',
      forceLink(links as { source: Node; target: Node }[])
        .distance(number('link_distance', 50))
        .strength(number('link_strength', 1)),
    )
    .force('charge', forceManyBody().strength(number('charge', -120)))
    .force('x', forceX(width / 2).strength(number('gravity', 0.04)))
    .force('y', forceY(height / 2).strength(number('gravity', 0.04)))
    .force('centre', forceCenter(width / 2, height / 2))
  // Calculated at once: nothing moves that nobody moved.
  if (!placed) simulation.tick(300)

  const svg = made('svg', { viewBox: `0 0 ${width} ${height}`, width, height, class: 'ws-graph', role: 'group' })
  svg.setAttribute('aria-label', `A graph with ${nodes.length} vertices and ${links.length} edges`)
  const lines = links.map(link => {
    const line = made('path', { fill: 'none', 'stroke-width': number('edge_thickness', 2), class: `ws-edge ws-part-${link.group % 4}` })
    const name = data.edge_labels && link.name ? text(link.name, 'ws-edge-name') : null
    svg.append(line, ...(name ? [name] : []))
    return { link, line, name }
  })
  const dots = nodes.map(node => {
    const group = made('g', { tabindex: 0, role: 'img', class: 'ws-vertex', 'aria-label': `vertex ${node.name}` })
    group.append(made('circle', { r: radius, class: `ws-dot ws-part-${node.group % 4}` }))
    const title = made('title', {})
    title.textContent = node.name
    group.append(title)
    if (data.vertex_labels !== false) group.append(labelled(node.name, radius))
    svg.append(group)
    return { node, group }
  })
  const draw = () => {
    for (const { link, line, name } of lines) {
      const [a, b] = [link.source as Node, link.target as Node]
      line.setAttribute('d', edge(a, b, { radius, directed: data.directed === true }))
      name?.setAttribute('x', String((a.x! + b.x!) / 2))
      name?.setAttribute('y', String((a.y! + b.y!) / 2 - 4))
    }
    for (const { node, group } of dots) {
      node.x = Math.min(width - radius, Math.max(radius, node.x ?? 0))
      node.y = Math.min(height - radius, Math.max(radius, node.y ?? 0))
      group.setAttribute('transform', `translate(${node.x.toFixed(1)} ${node.y.toFixed(1)})`)
    }
  }
  const move = (node: Node, x: number, y: number) => {
    node.x = node.fx = x
    node.y = node.fy = y
    if (!placed) simulation.alpha(0.3).tick(3)
    node.fx = node.fy = null
    draw()
  }
  for (const { node, group } of dots) {
    group.addEventListener('pointerdown', event => {
      event.preventDefault()
      group.focus()
      group.setPointerCapture(event.pointerId)
    })
    group.addEventListener('pointermove', event => {
      if (!group.hasPointerCapture(event.pointerId)) return
      const box = svg.getBoundingClientRect()
      move(node, ((event.clientX - box.left) * width) / box.width, ((event.clientY - box.top) * height) / box.height)
    })
    group.addEventListener('keydown', event => {
      const step = { ArrowLeft: [-8, 0], ArrowRight: [8, 0], ArrowUp: [0, -8], ArrowDown: [0, 8] }[event.key]
      if (!step) return
      event.preventDefault()
      move(node, node.x! + step[0]!, node.y! + step[1]!)
    })
  }
  draw()
  const element = document.createElement('div')
  element.append(svg)
  return { element }
}

/** Scales the places that are known into the drawing; upwards is up. */
function place(nodes: readonly Node[], { width, height, margin }: { width: number; height: number; margin: number }): void {
  const [xs, ys] = [nodes.map(node => node.pos![0]), nodes.map(node => node.pos![1])]
  const [left, bottom] = [Math.min(...xs), Math.min(...ys)]
  const [wide, high] = [Math.max(...xs) - left, Math.max(...ys) - bottom]
  const scale = Math.min(wide ? (width - 2 * margin) / wide : Infinity, high ? (height - 2 * margin) / high : Infinity)
  const unit = Number.isFinite(scale) ? scale : 0
  for (const node of nodes) {
    node.x = width / 2 + (node.pos![0] - left - wide / 2) * unit
    node.y = height / 2 - (node.pos![1] - bottom - high / 2) * unit
  }
}

function edge(a: Node, b: Node, { radius, directed }: { radius: number; directed: boolean }): string {
  const [x, y] = [b.x! - a.x!, b.y! - a.y!]
  const length = Math.hypot(x, y)
  if (a === b) return `M ${a.x} ${a.y} c -${4 * radius} -${5 * radius} ${4 * radius} -${5 * radius} 0 0`
  const line = `M ${a.x} ${a.y} L ${b.x} ${b.y}`
  if (!directed || length === 0) return line
  const [ux, uy] = [x / length, y / length]
  const [tx, ty] = [b.x! - ux * (radius + 2), b.y! - uy * (radius + 2)]
  return `${line} M ${tx - 8 * ux + 4 * uy} ${ty - 8 * uy - 4 * ux} L ${tx} ${ty} L ${tx - 8 * ux - 4 * uy} ${ty - 8 * uy + 4 * ux}`
}

function labelled(name: string, radius: number): SVGElement {
  const label = text(name, 'ws-vertex-name')
  label.setAttribute('x', String(radius + 3))
  label.setAttribute('y', String(-radius + 2))
  return label
}

function text(content: string, name: string): SVGElement {
  const element = made('text', { class: name })
  element.textContent = content
  return element
}

function made(tag: string, attributes: Readonly<Record<string, string | number>>): SVGElement {
  const element = document.createElementNS(namespace, tag)
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value))
  return element
}
