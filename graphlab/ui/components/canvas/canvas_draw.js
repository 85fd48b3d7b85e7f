// The drawing of the canvas: nodes, sockets, wires and what stands beside them, from plain data. No mathematics.

const PITCH = 24 // from socket to socket, as Python reckons it
const STUB = 84 // the arrow that leads out of the result
const LINE = 17
const TWINS = 44

const drawn = makeDrawn

const outOf = ({ x, y, w }) => [x + w / 2, y]
const intoOf = ({ x, y, w, sockets }, i) => [x - w / 2, y + (i - (sockets.length - 1) / 2) * PITCH]

// Leaves to the right and arrives from the left, however the nodes stand; through a point, if one is given.
function curve([ax, ay], [bx, by], aside = 0, through) {
  if (through) return `${curve([ax, ay], through, aside)}${curve(through, [bx, by], aside)}`
  const pull = Math.max(36, Math.abs(bx - ax) / 2)
  return `M${ax} ${ay + aside}C${ax + pull} ${ay + aside} ${bx - pull} ${by + aside} ${bx} ${by + aside}`
}

// The point on such a line: t runs from 0 to 1.
function onCurve([ax, ay], [bx, by], t) {
  const pull = Math.max(36, Math.abs(bx - ax) / 2)
  const bend = 3 * t * (1 - t)
  return [
    ax + (bx - ax) * t ** 2 * (3 - 2 * t) + pull * bend * (1 - 2 * t), ay + (by - ay) * t ** 2 * (3 - 2 * t),
  ]
}

// Where a line goes round the nodes that stand in its way: above or below them, whichever is nearer.
function round(start, end, others) {
  const points = Array.from({ length: 15 }, (_, i) => onCurve(start, end, (i + 1) / 16))
  const hit = others.filter(({ x, y, w, h }) => points.some(([px, py]) => Math.abs(px - x) < w / 2 + 4 && Math.abs(py - y) < h / 2 + 4))
  if (!hit.length) return undefined
  const x = hit.reduce((sum, node) => sum + node.x, 0) / hit.length
  const above = Math.min(...hit.map(({ y, h }) => y - h / 2)) - 38
  const below = Math.max(...hit.map(({ y, h }) => y + h / 2)) + 38
  const line = (start[1] + end[1]) / 2
  return [x, line - above < below - line ? above : below]
}

const headRight = ([x, y]) => `M${x} ${y}l-11 -5v10z`
const headDown = ([x, y]) => `M${x} ${y}l-7 -14h14z`
const headLeft = ([x, y]) => `M${x} ${y}l14 -7v14z`

// Lines of a label, centred at a point; `up` says that they grow upward from it.
function label(text, [x, y], name, up) {
  const lines = text.split("\n")
  const first = up ? y - (lines.length - 1) * LINE : y
  return drawn("text", { class: name, x, y: first },
    ...lines.map((line, i) => drawn("tspan", { x, dy: i ? LINE : 0 }, line)))
}

class Drawing {
  constructor(canvas) {
    this.canvas = canvas
    this.wires = drawn("g")
    this.nodes = drawn("g")
    this.labels = drawn("g", { "aria-hidden": "true", class: "labels" })
    this.loose = drawn("path", { class: "loose" })
    this.band = drawn("rect", { class: "band" })
    this.root = drawn("svg", { role: "group", tabindex: "-1" }, this.wires, this.nodes, this.labels, this.loose, this.band)
  }

  show() {
    const focused = this.root.getRootNode().activeElement?.dataset?.key
    const { nodes, wires } = this.canvas
    this.labels.replaceChildren()
    this.wires.replaceChildren(...wires.map(wire => this.wire(wire)))
    this.nodes.replaceChildren(...[...nodes.values()].map(node => this.node(node)))
    if (focused) this.root.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true })
  }

  wire(wire) {
    const { nodes, wires, chosen } = this.canvas
    const start = outOf(nodes.get(wire.from))
    const end = intoOf(nodes.get(wire.to), wire.slot)
    const key = `${wire.to}:${wire.slot}`
    const middle = [(start[0] + end[0]) / 2, (start[1] + end[1]) / 2]
    const others = [...nodes.values()].filter(({ id, kind }) => id !== wire.from && id !== wire.to && kind !== "const")
    const twins = wires.filter(({ from, to }) => from === wire.from && to === wire.to)
    // A value that is taken twice by the same node: its lines part on the way.
    const above = (twins.length - 1 - twins.indexOf(wire)) * TWINS
    const by = above ? [middle[0], middle[1] - above] : round(start, end, others)
    const group = drawn("g", {
      class: ["wire", wire.pale ? "pale" : "", chosen === key ? "chosen" : ""].join(" "),
      "data-key": `wire ${key}`, "data-wire": key, tabindex: "0", role: "button", "aria-label": wire.says,
    })
    group.append(drawn("path", { class: "hit", d: curve(start, end, 0, by) }), drawn("path", { class: "line", d: curve(start, end, 0, by) }))
    group.append(drawn("path", { class: "head", d: headRight(end) }))
    if (wire.gradient) {
      group.append(drawn("path", { class: "back", d: curve(start, end, 6, by) }))
      group.append(drawn("path", { class: "point", d: headLeft([start[0] + 8, start[1] + 6]) }))
    }
    // On a slope they stand aside, each where the line leads away from it.
    const slope = (end[1] - start[1]) / Math.max(30, end[0] - start[0])
    this.numbers(wire, by ?? middle, by ? 0 : 18 * Math.max(-1.2, Math.min(1.2, slope)))
    return group
  }

  numbers({ value, gradient }, [x, y], aside = 0) {
    if (value) this.labels.append(label(value, [x + aside, y - 9], "value", true))
    if (gradient) this.labels.append(label(gradient, [x - aside, y + 25], "gradient"))
  }

  node(node) {
    const { picked, current, linking } = this.canvas
    const classes = ["node", node.kind, node.pale ? "pale" : "", picked.has(node.id) ? "picked" : ""]
    if (current === node.id) classes.push("current")
    if (linking?.from === node.id || linking?.to === node.id) classes.push("linking")
    const group = drawn("g", {
      class: classes.join(" "), "data-key": `node ${node.id}`, "data-node": node.id, tabindex: "0", role: "button",
      "aria-label": node.says, "aria-pressed": String(picked.has(node.id)),
    })
    const { x, y, w, h } = node
    group.append(drawn("rect", { class: "box", x: x - w / 2, y: y - h / 2, width: w, height: h, rx: node.kind === "input" ? 9 : h / 2 }))
    group.append(label(node.caption, [x, y + 6 - ((node.caption.split("\n").length - 1) * LINE) / 2], "caption"))
    if (node.kind === "const") return group
    this.ends(group, node)
    node.sockets.forEach((_, i) => this.socket(group, node, i))
    const [ox, oy] = outOf(node)
    group.append(drawn("circle", { class: "out", cx: ox, cy: oy, r: 6 }))
    group.append(drawn("circle", { class: "grip", "data-out": "", cx: ox + 3, cy: oy, r: 15 }))
    return group
  }

  socket(group, node, i) {
    const [x, y] = intoOf(node, i)
    const open = node.slots[i] === ""
    if (open) group.append(drawn("circle", { class: "socket", cx: x, cy: y, r: 7 }))
    // Below each other they share the room: a finger's width outside, half of it inside.
    if (open) group.append(drawn("circle", { class: "grip", "data-socket": i, cx: x - 4, cy: y, r: 13 }))
  }

  // What leads out of a node that nothing takes: for the result an arrow with its name.
  ends(group, node) {
    const [x, y] = outOf(node)
    if (node.kind === "op" && !node.output) group.append(label(node.name, [node.x, node.y + node.h / 2 + 16], "name"))
    if (node.output && !node.loose) this.seed(group, node)
    if (!node.loose) return
    const length = node.output ? STUB : 40
    const [value, gradient] = node.stub
    if (value || node.output) group.append(drawn("path", { class: "line stub", d: `M${x} ${y}h${length}` }))
    if (node.output) {
      group.append(drawn("path", { class: "head", d: headRight([x + length, y]) }))
      const name = label(node.name, [x + length + 6, y + 6], "result")
      group.append(name)
      if (node.gradient) {
        group.append(drawn("path", { class: "back", d: `M${x + 8} ${y + 6}h${length - 8}` }))
        group.append(drawn("path", { class: "point", d: headLeft([x + 8, y + 6]) }))
      }
    }
    this.numbers({ value, gradient: node.output ? gradient : "" }, [x + length / 2 + 8, y])
  }

  // The result whose value others take too: its name stands above it, and the upstream gradient comes in from there.
  seed(group, { x, y, h, name, gradient }) {
    const top = y - h / 2
    group.append(label(name, [x - 4, top - 10], "result ending"))
    if (!gradient) return
    group.append(drawn("path", { class: "back", d: `M${x + 8} ${top - 26}v12` }))
    group.append(drawn("path", { class: "point", d: headDown([x + 8, top - 2]) }))
    this.labels.append(label(gradient, [x + 20, top - 10], "gradient starting"))
  }

  // The wire that is being drawn.
  reach(from, to) {
    this.loose.setAttribute("d", from ? curve(from, to) : "")
  }

  frame(box) {
    const [x, y, width, height] = box ?? [0, 0, 0, 0]
    for (const [name, value] of Object.entries({ x, y, width, height })) this.band.setAttribute(name, value)
    this.band.classList.toggle("shown", Boolean(box))
  }
}
