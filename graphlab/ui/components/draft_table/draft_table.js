// The table of the builder: a row for each node, its fields to be typed in. It requests the same edits as the canvas.
// Builds on dom.js, plot.js (the theme) and edits.js.

class Parts {
  constructor(parent) {
    this.edits = new Edits()
    this.rows = new Map()
    this.head = make("tr")
    this.body = make("tbody")
    this.caption = make("caption")
    this.says = make("p", { class: "says", role: "status" })
    const table = make("table", {}, this.caption, make("thead", {}, this.head), this.body)
    this.root = make("section", { class: "parts" }, make("div", { class: "box" }, table), this.says)
    parent.append(this.root)
  }

  update({ data, setStateValue }) {
    this.data = data
    const { words } = data
    this.edits.update(data, setStateValue)
    paint(this.root, data.colours, data.swap, isDark(this.root))
    this.root.classList.toggle("stale", data.stale)
    this.caption.textContent = words.table
    const heads = [words.name, words.op, words.inputs, words.value, words.gradient, ""]
    this.head.replaceChildren(...heads.map(text => make("th", { scope: "col" }, text)))
    this.fill(data.nodes.filter(({ kind }) => kind !== "const"))
    this.says.replaceChildren(...withCode(data.note))
  }

  // A row stays as long as it has the same fields, and with it what is being typed.
  fill(nodes) {
    const rows = nodes.map((node, i) => {
      const shape = JSON.stringify([node.kind, node.sockets, Object.keys(node.settings), this.data.words, this.data.ops.length])
      const kept = this.rows.get(i)
      const row = kept?.shape === shape ? kept : this.row(node, shape)
      row.node = node
      this.show(row)
      return row
    })
    this.rows = new Map(rows.map((row, i) => [i, row]))
    const lines = rows.map(({ line }) => line)
    if (lines.length !== this.body.children.length || lines.some((line, i) => line !== this.body.children[i])) {
      this.body.replaceChildren(...lines)
    }
  }

  row(node, shape) {
    const { words, ops } = this.data
    const row = { shape, fields: [] }
    const request = edit => this.edits.request({ ...edit, name: row.node.name })
    const field = (title, read, act, placeholder = "?") => {
      const input = make("input", { type: "text", autocomplete: "off", autocapitalize: "off", spellcheck: "false" })
      input.oninput = () => (input.dirty = true)
      input.onchange = () => {
        input.dirty = false
        act(input.value)
      }
      row.fields.push({ input, read, title, placeholder })
      return input
    }
    const name = field(words.name, one => one.name, text => request({ kind: "rename", new: text }))
    let op = words.leaf
    if (node.kind === "op") {
      op = make("select", {}, ...ops.filter(one => one.name !== "input").map(one => new Option(one.name, one.name)))
      op.onchange = () => request({ kind: "replace", op: op.value })
      row.fields.push({ input: op, read: one => one.op, title: words.op })
    }
    const inputs = node.sockets.map((socket, slot) =>
      field(words.input.replace("{name}", socket), one => one.slots[slot], text => request({ kind: "fill", slot, text })))
    const settings = Object.keys(node.settings).map(key =>
      make("label", {}, `${key} `, field(key, one => one.settings[key], text => request({ kind: "configure", key, text }), "")))
    row.value = make("td", { class: "value" })
    row.gradient = make("td", { class: "gradient" })
    if (node.kind === "input") row.value.append(field(words.value, one => one.text, text => request({ kind: "change", text })))
    row.remove = make("button", { type: "button" }, "×")
    row.remove.onclick = () => this.edits.request({ kind: "delete", names: [row.node.name] })
    const cells = [make("th", { scope: "row" }, name), make("td", {}, op), make("td", {}, ...inputs, ...settings), row.value, row.gradient, make("td", {}, row.remove)]
    row.line = make("tr", {}, ...cells)
    return row
  }

  show({ node, fields, value, gradient, remove, line }) {
    const { words } = this.data
    for (const { input, read, title, placeholder } of fields) {
      input.setAttribute("aria-label", `${node.name}: ${title}`)
      input.placeholder = placeholder
      if (input.dirty && input === input.getRootNode().activeElement) continue
      input.value = read(node)
      input.dirty = false
    }
    if (node.kind === "op") value.textContent = node.value
    gradient.textContent = node.gradient
    remove.setAttribute("aria-label", `${words.remove}: ${node.name}`)
    line.classList.toggle("pale", node.pale)
  }

  destroy() {
    this.edits.stop()
    this.root.remove()
  }
}

export default mounted(Parts)
