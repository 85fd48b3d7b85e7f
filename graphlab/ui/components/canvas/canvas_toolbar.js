// Around the canvas: the palette of operations above it, and the card of what is chosen below it.

const ICONS = {
  undo: "M9 5 3 10l6 5v-3.5h6a3.5 3.5 0 0 1 0 7H8v2h7a5.5 5.5 0 0 0 0-11H9z",
  redo: "M15 5l6 5-6 5v-3.5H9a3.5 3.5 0 0 0 0 7h7v2H9a5.5 5.5 0 0 1 0-11h6z",
  tidy: "M3 4h6v5H3zM3 15h6v5H3zM15 9.5h6v5h-6zM9 6h3v5h3v2h-3v5H9v-2h1.5v-8H9z",
  several: "M3 3h8v2H5v6H3zM21 21h-8v-2h6v-6h2zM8 8h8v8H8z",
  zoom_out: "M5 11h14v2H5z",
  fit: "M4 4h6v2H6v4H4zM14 4h6v6h-2V6h-4zM4 14h2v4h4v2H4zM18 14h2v6h-6v-2h4z",
  zoom_in: "M11 5h2v6h6v2h-6v6h-2v-6H5v-2h6z",
}

class Palette {
  constructor(canvas) {
    this.canvas = canvas
    this.search = make("input", { type: "search", class: "search", autocomplete: "off", spellcheck: "false" })
    this.chips = make("div", { class: "chips", role: "group" })
    this.tools = make("div", { class: "tools" })
    this.root = make("div", { class: "palette" }, this.search, this.tools, this.chips)
    this.search.oninput = () => this.filter()
    this.search.onkeydown = event => {
      const first = this.chips.querySelector("button:not([hidden])")
      if (event.key === "Enter" && first && this.search.value) this.add(first.value)
    }
    this.chips.onclick = event => {
      const chip = event.target.closest("button")
      // A chip that was dragged has been dropped already.
      if (chip && !this.dragged) this.add(chip.value)
    }
    this.chips.onpointerdown = event => this.down(event)
    this.chips.onpointermove = event => this.move(event)
    this.chips.onpointerup = event => this.up(event)
    this.chips.onpointercancel = () => this.drop()
    this.buttons = Object.fromEntries(Object.entries(ICONS).map(([name, icon]) => {
      const button = make("button", { type: "button", "data-tool": name })
      button.append(makeIcon(icon))
      return [name, button]
    }))
    this.tools.append(...Object.values(this.buttons))
    this.tools.onclick = event => canvas.tool(event.target.closest("button")?.dataset.tool)
  }

  add(op) {
    this.canvas.add(op)
    if (!this.search.value) return
    this.search.value = ""
    this.filter()
  }

  update({ ops, words, undo, redo }) {
    const written = JSON.stringify(ops)
    if (written !== this.written) this.chips.replaceChildren(...ops.map(op => this.chip(op)))
    this.written = written
    this.search.placeholder = words.search
    this.search.setAttribute("aria-label", words.search)
    this.chips.setAttribute("aria-label", words.ops)
    for (const [name, button] of Object.entries(this.buttons)) {
      button.title = words[name]
      button.setAttribute("aria-label", words[name])
    }
    this.buttons.undo.disabled = !undo
    this.buttons.redo.disabled = !redo
    this.buttons.several.setAttribute("aria-pressed", String(Boolean(this.canvas.several)))
    this.filter()
  }

  chip({ name, label, says }) {
    return make("button", { type: "button", value: name, title: says, "aria-label": says, class: name === "input" ? "first" : "" }, label)
  }

  filter() {
    const asked = this.search.value.trim().toLowerCase()
    for (const chip of this.chips.children) {
      chip.hidden = Boolean(asked) && ![chip.value, chip.textContent, chip.title].some(text => text.toLowerCase().includes(asked))
    }
  }

  // With a mouse a chip can be carried to its place; a finger scrolls there and taps instead.
  down(event) {
    const chip = event.target.closest("button")
    this.dragged = false
    if (chip && event.pointerType !== "touch" && !event.button) this.held = { chip, at: [event.clientX, event.clientY] }
  }

  move(event) {
    if (!this.held) return
    if (!this.dragged && Math.hypot(event.clientX - this.held.at[0], event.clientY - this.held.at[1]) < TAP) return
    if (!this.dragged) {
      this.dragged = true
      this.chips.setPointerCapture(event.pointerId)
      this.ghost = make("div", { class: "ghost", "aria-hidden": "true" }, this.held.chip.textContent)
      this.root.append(this.ghost)
    }
    this.ghost.style.transform = `translate(${event.clientX}px, ${event.clientY}px)`
  }

  up(event) {
    if (this.dragged && this.held) this.canvas.dropOp(this.held.chip.value, event)
    this.drop()
  }

  drop() {
    this.held = null
    this.ghost?.remove()
    // The click that follows belongs to the drag.
    if (this.dragged) setTimeout(() => (this.dragged = false))
  }
}

class Card {
  constructor(canvas) {
    this.canvas = canvas
    this.fields = new Map()
    this.list = make("datalist", { id: "names" })
    this.row = make("div", { class: "fields" })
    this.root = make("form", { class: "card" }, this.row, this.list)
    this.root.onsubmit = event => event.preventDefault()
  }

  // The fields of what is chosen; those of the same kind of node stay, with what is being typed in them.
  update() {
    const { data, current, nodes, chosen, picked } = this.canvas
    const node = nodes.get(current)
    const shape = JSON.stringify([data.words, node?.kind, node?.sockets, Object.keys(node?.settings ?? {}), node?.choice, chosen, picked.size > 1 && [...picked], data.ops.length])
    if (shape !== this.shape) this.build(node, chosen, data.words)
    this.shape = shape
    const names = [...nodes.values()].filter(({ kind, id }) => kind !== "const" && id !== current).map(({ id }) => id)
    this.list.replaceChildren(...names.map(name => make("option", { value: name })))
    for (const [key, field] of this.fields) {
      if (field.dirty && field === field.getRootNode().activeElement) continue
      const [kind, which] = key.split(" ")
      field.value = {
        name: node?.name, text: node?.text, op: node?.op, slot: node?.slots?.[which], set: node?.settings?.[which],
      }[kind] ?? ""
      field.dirty = false
    }
    if (this.slope) this.slope.textContent = node?.slope ?? ""
  }

  build(node, chosen, words) {
    this.fields.clear()
    this.slope = null
    const parts = []
    const many = this.canvas.picked.size > 1
    if (many) parts.push(make("span", { class: "about" }, words.chosen.replace("{count}", this.canvas.picked.size)), ...this.between(words))
    else if (node?.kind === "const") parts.push(this.field("text", words.value, text => this.fill(node.owner, node.slot, text)))
    else if (node) parts.push(...this.ofNode(node, words))
    else if (chosen) parts.push(make("span", { class: "about" }, words.insert))
    if (node || chosen || many) parts.push(this.button("remove", words.remove, () => this.canvas.remove()))
    this.row.replaceChildren(...parts)
  }

  // Two nodes are joined in the order in which they were chosen; into an input of the graph nothing leads.
  between({ connect }) {
    const ends = [...this.canvas.picked].map(id => this.canvas.nodes.get(id)).filter(({ kind }) => kind !== "const")
    if (ends.length !== 2 || this.canvas.picked.size !== 2) return []
    const [from, to] = ends[1].kind === "input" ? ends.reverse() : ends
    if (to.kind === "input") return []
    const title = connect.replace("{source}", from.name).replace("{name}", to.name)
    return [this.button("connect", title, () => this.canvas.request({ kind: "connect", source: from.id, name: to.id }))]
  }

  ofNode(node, words) {
    const { canvas } = this
    const request = edit => canvas.request({ ...edit, name: canvas.current })
    const parts = [this.field("name", words.name, text => request({ kind: "rename", new: text }))]
    if (node.kind === "input") parts.push(this.field("text", words.value, text => request({ kind: "change", text })))
    if (node.kind === "op") parts.push(this.select(words.op, op => request({ kind: "replace", op })))
    node.sockets.forEach((name, slot) => {
      parts.push(this.field(`slot ${slot}`, words.input.replace("{name}", name), text => this.fill(canvas.current, slot, text), true))
    })
    for (const key of Object.keys(node.settings)) {
      parts.push(this.field(`set ${key}`, key, text => request({ kind: "configure", key, text })))
    }
    if (node.choice) parts.push(this.button("choose", words.choose, () => request({ kind: "choose" })))
    this.slope = make("span", { class: "slope" })
    return [...parts, this.slope]
  }

  fill(name, slot, text) {
    this.canvas.request({ kind: "fill", name, slot, text })
  }

  field(key, title, act, named) {
    const field = make("input", { type: "text", autocomplete: "off", autocapitalize: "off", spellcheck: "false", "data-field": key })
    if (named) field.setAttribute("list", "names")
    field.oninput = () => (field.dirty = true)
    field.onchange = () => {
      field.dirty = false
      act(field.value)
    }
    this.fields.set(key, field)
    return make("label", {}, make("span", {}, title), field)
  }

  select(title, act) {
    const options = this.canvas.data.ops.filter(({ name }) => name !== "input")
    const field = make("select", { "data-field": "op" }, ...options.map(({ name, label }) => new Option(label === name ? name : `${label}  ${name}`, name)))
    field.onchange = () => act(field.value)
    this.fields.set("op", field)
    return make("label", {}, make("span", {}, title), field)
  }

  button(name, title, act) {
    const button = make("button", { type: "button", "data-card": name }, title)
    button.onclick = act
    return button
  }

  focus() {
    const field = this.fields.get("name")
    field?.focus()
    field?.select()
  }
}
