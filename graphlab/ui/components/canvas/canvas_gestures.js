// Mouse, pen, touch and keys on the canvas: dragging nodes, drawing wires, panning, zooming. The canvas carries it out.

const TAP = 5 // pixels that a click may move
const NEAR = 30
const NUDGE = 10

class Gestures {
  constructor(canvas, svg) {
    this.canvas = canvas
    this.fingers = new Map()
    svg.onpointerdown = event => this.down(event)
    svg.onpointermove = event => this.move(event)
    svg.onpointerup = event => this.up(event)
    svg.onpointercancel = event => this.cancel(event)
    svg.onwheel = event => this.wheel(event)
    svg.onkeydown = event => this.key(event)
  }

  hit({ target }) {
    const node = target.closest("[data-node]")?.dataset.node
    if (target.matches("[data-out]")) return { kind: "link", from: node }
    if (target.matches("[data-socket]")) return { kind: "link", to: node, slot: Number(target.dataset.socket) }
    if (node !== undefined) return { kind: "node", node }
    const wire = target.closest("[data-wire]")?.dataset.wire
    return wire === undefined ? { kind: "ground" } : { kind: "wire", wire }
  }

  down(event) {
    if (event.button) return
    this.fingers.set(event.pointerId, [event.clientX, event.clientY])
    if (this.fingers.size === 2) this.gesture = { kind: "pinch", apart: this.apart() }
    if (this.fingers.size > 1) return
    const { canvas } = this
    this.gesture = { ...this.hit(event), start: canvas.point(event), client: [event.clientX, event.clientY] }
    if (this.gesture.kind === "ground") this.gesture.kind = event.shiftKey ? "band" : "pan"
    event.currentTarget.setPointerCapture(event.pointerId)
  }

  apart() {
    const [[ax, ay], [bx, by]] = [...this.fingers.values()]
    return Math.hypot(ax - bx, ay - by)
  }

  move(event) {
    const { gesture, canvas } = this
    if (!gesture || !this.fingers.has(event.pointerId)) return
    const before = this.fingers.get(event.pointerId)
    this.fingers.set(event.pointerId, [event.clientX, event.clientY])
    if (gesture.kind === "pinch") return this.pinch()
    if (!gesture.moved && Math.hypot(event.clientX - gesture.client[0], event.clientY - gesture.client[1]) < TAP) return
    if (!gesture.moved && gesture.kind === "node" && !canvas.picked.has(gesture.node)) canvas.pick(gesture.node)
    gesture.moved = true
    const at = canvas.point(event)
    if (gesture.kind === "pan") canvas.pan(event.clientX - before[0], event.clientY - before[1])
    if (gesture.kind === "node") canvas.carry((event.clientX - before[0]) / canvas.scale, (event.clientY - before[1]) / canvas.scale)
    if (gesture.kind === "link") this.reach(gesture, at)
    if (gesture.kind === "band") canvas.drawing.frame(this.box(gesture.start, at))
  }

  pinch() {
    const apart = this.apart()
    this.canvas.zoom(apart / this.gesture.apart)
    this.gesture.apart = apart
  }

  box([ax, ay], [bx, by]) {
    return [Math.min(ax, bx), Math.min(ay, by), Math.abs(ax - bx), Math.abs(ay - by)]
  }

  reach(gesture, at) {
    const { nodes, drawing } = this.canvas
    if (gesture.from !== undefined) drawing.reach(outOf(nodes.get(gesture.from)), at)
    else drawing.reach(at, intoOf(nodes.get(gesture.to), gesture.slot))
  }

  up(event) {
    this.fingers.delete(event.pointerId)
    const { gesture, canvas } = this
    this.gesture = this.fingers.size ? { kind: "none" } : null
    canvas.drawing.reach()
    canvas.drawing.frame()
    if (!gesture || gesture.kind === "pinch" || gesture.kind === "none") return
    const at = canvas.point(event)
    gesture.moved ? this.dropped(gesture, at) : this.tapped(gesture, event)
  }

  cancel(event) {
    this.fingers.delete(event.pointerId)
    this.gesture = null
    this.canvas.drawing.reach()
    this.canvas.drawing.frame()
  }

  dropped(gesture, at) {
    const { canvas } = this
    if (gesture.kind === "node") canvas.tellPlaces([...canvas.picked])
    if (gesture.kind === "link") canvas.link(gesture, this.target(gesture, at))
    if (gesture.kind === "band") canvas.pickWithin(this.box(gesture.start, at))
  }

  tapped(gesture, event) {
    const { canvas } = this
    const more = event.shiftKey || event.ctrlKey || event.metaKey || canvas.several
    if (canvas.linking && gesture.kind !== "pan") return canvas.link(canvas.linking, this.meant(gesture, event))
    if (gesture.kind === "link") return canvas.begin(gesture)
    if (gesture.kind === "node") return canvas.pick(gesture.node, more)
    if (gesture.kind === "wire") return canvas.choose(gesture.wire)
    canvas.clear()
  }

  // What a tap means as the other end of a wire.
  meant(gesture, event) {
    if (gesture.kind === "link" && gesture.to !== undefined) return { node: gesture.to, slot: gesture.slot }
    if (gesture.kind === "link") return { node: gesture.from, slot: null }
    return gesture.kind === "node" ? { node: gesture.node, slot: null } : this.target(this.canvas.linking, this.canvas.point(event))
  }

  // Where a wire would end here: the nearest open socket, else the node under it.
  target(link, [x, y]) {
    const within = ({ x: nx, y: ny, w, h }) => Math.abs(x - nx) <= w / 2 + 14 && Math.abs(y - ny) <= h / 2 + 14
    const others = [...this.canvas.nodes.values()].filter(({ id, kind }) => id !== (link.from ?? link.to) && kind !== "const")
    if (link.from !== undefined) {
      const sockets = others.flatMap(node => node.sockets.map((_, slot) => {
        const [sx, sy] = intoOf(node, slot)
        return { node: node.id, slot, far: Math.hypot(sx - x, sy - y), open: node.slots[slot] === "" }
      }))
      const near = sockets.filter(({ far, open }) => open && far < NEAR).sort((a, b) => a.far - b.far)[0]
      if (near) return near
    }
    const node = others.find(within)
    return node && { node: node.id, slot: null }
  }

  wheel(event) {
    if (!event.ctrlKey && !event.metaKey) return
    event.preventDefault()
    this.canvas.zoom(Math.exp(-event.deltaY / 300), this.canvas.point(event))
  }

  key(event) {
    const { canvas } = this
    const { node, wire } = event.target.dataset
    const control = event.ctrlKey || event.metaKey
    const acts = {
      Delete: () => canvas.remove(node, wire), Backspace: () => canvas.remove(node, wire),
      Escape: () => canvas.clear(),
      "+": () => canvas.zoom(1.2), "-": () => canvas.zoom(1 / 1.2), 0: () => canvas.fit(), t: () => canvas.tool("tidy"),
      ArrowLeft: () => this.nudge(node, -NUDGE, 0), ArrowRight: () => this.nudge(node, NUDGE, 0),
      ArrowUp: () => this.nudge(node, 0, -NUDGE), ArrowDown: () => this.nudge(node, 0, NUDGE),
    }
    if (node !== undefined) {
      acts.Enter = acts[" "] = () => {
        canvas.linking ? canvas.link(canvas.linking, { node, slot: null }) : canvas.pick(node, event.shiftKey || canvas.several)
      }
      acts.c = () => canvas.begin({ from: node })
    }
    if (wire !== undefined) acts.Enter = acts[" "] = () => canvas.choose(wire)
    const controls = { z: () => canvas.request({ kind: event.shiftKey ? "redo" : "undo" }), y: () => canvas.request({ kind: "redo" }), a: () => canvas.pickAll() }
    const act = control ? controls[event.key.toLowerCase()] : acts[event.key]
    if (!act || event.altKey) return
    // The browser and Streamlit have keys of their own.
    event.preventDefault()
    event.stopPropagation()
    act()
  }

  nudge(node, x, y) {
    const { canvas } = this
    if (node !== undefined && !canvas.picked.has(node)) canvas.pick(node)
    canvas.carry(x, y)
    clearTimeout(this.timer)
    this.timer = setTimeout(() => canvas.tellPlaces([...canvas.picked]), 400)
  }

  stop() {
    clearTimeout(this.timer)
  }
}
