// The canvas of the builder: positions of nodes, selection and viewport. Every edit is requested from Python (edits.js);
// positions, selection and zoom belong to the browser.
// Builds on dom.js, plot.js (the theme), edits.js and the other files of this folder.

const LARGEST = 1.1
const SMALLEST = 0.62 // below this numbers cannot be read: what is larger is moved under the frame
const FARTHEST = 0.25
const MARGIN = 34

class Canvas {
  constructor(parent) {
    this.nodes = new Map()
    this.wires = []
    this.picked = new Set()
    this.view = { x: 0, y: 0 }
    this.scale = 1
    this.edits = new Edits()
    this.drawing = new Drawing(this)
    this.gestures = new Gestures(this, this.drawing.root)
    this.palette = new Palette(this)
    this.card = new Card(this)
    this.invitation = make("div", { class: "invitation" })
    this.says = make("p", { class: "says", role: "status" })
    this.keys = make("p", { class: "keys", id: "keys" })
    this.drawing.root.setAttribute("aria-describedby", "keys")
    this.frame = make("div", { class: "frame" }, this.drawing.root, this.invitation)
    this.root = make("section", { class: "canvas" }, this.palette.root, this.frame, this.says, this.card.root, this.keys)
    parent.append(this.root)
    this.sizes = new ResizeObserver(() => this.resized())
    this.sizes.observe(this.frame)
  }

  update({ data, setStateValue }) {
    const before = this.edits.last
    this.data = data
    paint(this.root, data.colours, data.swap, isDark(this.root))
    this.root.classList.toggle("stale", data.stale)
    const known = this.nodes
    this.nodes = new Map(data.nodes.map(node => [node.id, node]))
    this.wires = data.wires
    this.edits.update(data, setStateValue)
    this.applyAnswer(before)
    this.settle()
    this.drawing.root.setAttribute("aria-label", data.words.canvas)
    this.keys.textContent = data.words.keys
    this.palette.update(data)
    this.invite()
    this.says.replaceChildren(...withCode(data.note || data.hint))
    this.says.classList.toggle("refused", Boolean(data.note))
    this.card.update()
    this.drawing.show()
    const added = [...this.nodes.values()].filter(({ id }) => !known.has(id))
    if (!known.size || data.laid !== this.laid || !this.seen(added)) this.fit(known.size ? added.at(-1) : undefined)
    this.laid = data.laid
    if (this.fresh) this.card.focus()
    this.fresh = false
  }

  // What is gone cannot be chosen any more.
  settle() {
    for (const id of this.picked) if (!this.nodes.has(id)) this.picked.delete(id)
    if (!this.nodes.has(this.current)) this.current = undefined
    if (this.linking && !this.nodes.has(this.linking.from ?? this.linking.to)) this.linking = null
    if (this.chosen && !this.wires.some(wire => `${wire.to}:${wire.slot}` === this.chosen)) this.chosen = undefined
  }

  // The answer to an edit of our own says which node it was about.
  applyAnswer(before) {
    const { last } = this.edits
    const { focus } = this.data
    if (!last || last === before || !this.nodes.has(focus)) return
    const added = last.kind === "add" || last.kind === "insert"
    if (added) this.picked.clear()
    if (last.kind === "rename" && this.picked.delete(last.name)) this.picked.add(focus)
    if (added || last.kind === "rename") this.current = focus
    if (added) this.chosen = undefined
    this.fresh = last.kind === "add" && last.op === "input"
  }

  // An empty canvas says what to do, and lets it be done.
  invite() {
    const empty = !this.nodes.size && !this.data.stale
    this.invitation.hidden = !empty
    if (!empty) return this.invitation.replaceChildren()
    const { words } = this.data
    const start = make("button", { type: "button", class: "start" }, words.start)
    start.onclick = () => this.add("input")
    const lines = [words.one, words.two, words.three].map(text => make("li", {}, text))
    this.invitation.replaceChildren(make("h3", {}, words.title), make("ol", {}, ...lines), start)
  }

  // Seeing: the part of the plane that lies under the frame.

  point({ clientX, clientY }) {
    const { left, top } = this.drawing.root.getBoundingClientRect()
    return [(clientX - left) / this.scale + this.view.x, (clientY - top) / this.scale + this.view.y]
  }

  look() {
    const { clientWidth: width, clientHeight: height } = this.frame
    this.drawing.root.setAttribute("viewBox", [this.view.x, this.view.y, width / this.scale, height / this.scale].join(" "))
  }

  bounds(all = [...this.nodes.values()]) {
    const beyond = ({ loose, output, name }) => (output ? STUB + 14 + 10 * name.length : loose ? 44 : 0)
    return [
      Math.min(...all.map(({ x, w }) => x - w / 2)) - MARGIN, Math.min(...all.map(({ y, h }) => y - h / 2)) - MARGIN,
      Math.max(...all.map(node => node.x + node.w / 2 + beyond(node))) + MARGIN, Math.max(...all.map(({ y, h }) => y + h / 2)) + MARGIN,
    ]
  }

  seen(nodes) {
    if (!(nodes ?? [...this.nodes]).length) return true
    const [left, top, right, bottom] = this.bounds(nodes)
    const { clientWidth: width, clientHeight: height } = this.frame
    const { x, y } = this.view
    return left >= x - MARGIN && top >= y - MARGIN && right <= x + width / this.scale + MARGIN && bottom <= y + height / this.scale + MARGIN
  }

  // All of it; of what is too large the beginning, or the part around one node.
  fit(node) {
    const { clientWidth: width, clientHeight: height } = this.frame
    if (this.nodes.size && width && height) {
      const [left, top, right, bottom] = this.bounds()
      this.scale = Math.max(SMALLEST, Math.min(LARGEST, width / (right - left), height / (bottom - top)))
      const place = (from, to, room, at) => {
        if (to - from <= room) return from - (room - (to - from)) / 2
        return at === undefined ? from : Math.min(Math.max(from, at - room / 2), to - room)
      }
      this.view = {
        x: place(left, right, width / this.scale, node?.x), y: place(top, bottom, height / this.scale, node?.y),
      }
    }
    this.look()
  }

  resized() {
    this.seen() ? this.look() : this.fit()
  }

  pan(x, y) {
    this.view = { x: this.view.x - x / this.scale, y: this.view.y - y / this.scale }
    this.look()
  }

  zoom(by, around) {
    const { clientWidth: width, clientHeight: height } = this.frame
    const [x, y] = around ?? [this.view.x + width / this.scale / 2, this.view.y + height / this.scale / 2]
    const scale = Math.max(FARTHEST, Math.min(4, this.scale * by))
    const kept = this.scale / scale
    this.view = { x: x - (x - this.view.x) * kept, y: y - (y - this.view.y) * kept }
    this.scale = scale
    this.look()
  }

  // Choosing.

  chose() {
    this.drawing.show()
    this.card.update()
  }

  pick(id, more) {
    const had = this.picked.has(id)
    if (!more) this.picked.clear()
    more && had ? this.picked.delete(id) : this.picked.add(id)
    this.current = id
    this.chosen = undefined
    this.chose()
  }

  pickWithin([x, y, w, h]) {
    const inside = [...this.nodes.values()].filter(node => node.x > x && node.x < x + w && node.y > y && node.y < y + h)
    this.picked = new Set(inside.map(({ id }) => id))
    this.current = inside[0]?.id
    this.chose()
  }

  pickAll() {
    this.picked = new Set(this.nodes.keys())
    this.chose()
  }

  choose(wire) {
    this.picked.clear()
    this.current = undefined
    this.chosen = wire
    this.chose()
  }

  clear() {
    this.picked.clear()
    this.current = this.chosen = undefined
    this.linking = null
    this.says.replaceChildren(...withCode(this.data.hint))
    this.chose()
  }

  // Wires: from a node to an input, whichever end comes first.

  begin({ from, to, slot }) {
    if (this.nodes.get(from ?? to)?.kind === "const") return
    this.linking = { from, to, slot }
    this.says.textContent = this.data.words.linking
    this.says.classList.remove("refused")
    this.drawing.show()
  }

  link({ from, to, slot }, end) {
    this.linking = null
    this.drawing.show()
    if (!end || this.nodes.get(end.node)?.kind === "const") return
    const ends = from === undefined ? { source: end.node, name: to, slot } : { source: from, name: end.node, slot: end.slot }
    this.request({ kind: "connect", ...ends })
  }

  // Edits.

  request(edit) {
    this.edits.request(edit)
  }

  // What is chosen feeds the new node; a chosen wire takes it in.
  add(op) {
    if (this.chosen && op !== "input") return this.insert(this.chosen, op)
    const sources = [...this.picked].filter(id => op !== "input" && this.nodes.get(id)?.kind !== "const")
    this.request({ kind: "add", op, sources })
  }

  insert(wire, op, at) {
    const [, name, slot] = wire.match(/^(.*):(\d+)$/)
    this.request({ kind: "insert", name, slot: Number(slot), op, at })
  }

  dropOp(op, event) {
    const target = this.root.getRootNode().elementFromPoint(event.clientX, event.clientY)
    if (!target || !this.frame.contains(target)) return
    const at = this.point(event).map(Math.round)
    const wire = target.closest("[data-wire]")?.dataset.wire
    if (wire && op !== "input") return this.insert(wire, op, at)
    this.request({ kind: "add", op, sources: [], at })
  }

  remove(node, wire) {
    const [, name, slot] = (wire ?? (node === undefined ? this.chosen : undefined) ?? "").match(/^(.*):(\d+)$/) ?? []
    if (name) return this.request({ kind: "disconnect", name, slot: Number(slot) })
    if (node !== undefined && !this.picked.has(node)) this.pick(node)
    const ids = this.picked.size ? [...this.picked] : [this.current]
    const every = ids.map(id => this.nodes.get(id)).filter(Boolean)
    const names = every.filter(({ kind }) => kind !== "const").map(({ id }) => id)
    for (const { kind, owner, slot: place } of every) {
      if (kind === "const" && !names.includes(owner)) this.request({ kind: "disconnect", name: owner, slot: place })
    }
    if (names.length) this.request({ kind: "delete", names })
  }

  tool(name) {
    const acts = {
      undo: () => this.request({ kind: "undo" }), redo: () => this.request({ kind: "redo" }), tidy: () => this.request({ kind: "tidy" }),
      zoom_in: () => this.zoom(1.2), zoom_out: () => this.zoom(1 / 1.2), fit: () => this.fit(),
      several: () => this.palette.update(this.data, (this.several = !this.several)),
    }
    acts[name]?.()
  }

  // Places.

  carry(x, y) {
    for (const id of this.picked) {
      const node = this.nodes.get(id)
      node.x += x
      node.y += y
    }
    this.drawing.show()
  }

  tellPlaces(ids) {
    const places = Object.fromEntries(ids.map(id => [id, [this.nodes.get(id).x, this.nodes.get(id).y]]))
    if (ids.length) this.request({ kind: "move", places })
  }

  destroy() {
    this.edits.stop()
    this.gestures.stop()
    this.sizes.disconnect()
    this.root.remove()
  }
}

export default mounted(Canvas)
