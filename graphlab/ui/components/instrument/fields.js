// The fields of the inputs. What is typed is sent with Enter or on leaving the field, again until Python has answered it,
// and no answer touches a field in which somebody is typing.

const PATIENCE_MS = 5_000

class Fields {
  constructor(instrument) {
    this.instrument = instrument
    this.title = make("summary", {})
    this.row = make("div", { class: "fields" })
    this.refused = make("div", { class: "refused", role: "status" })
    this.root = make("details", { class: "inputs fold", open: "", hidden: "" }, this.title, this.row, this.refused)
    this.boxes = new Map() // by name: the label, the input, what Python holds and what was sent
  }

  read({ fields, words }) {
    this.root.hidden = !fields
    if (!fields) return
    if (fields.of !== this.data?.of) this.forget()
    const moved = this.data && fields.session !== this.data.session
    this.data = fields
    this.title.textContent = words.inputs
    this.row.title = words.hint
    const names = fields.rows.map(row => `${row.name} ${Boolean(row.size)}`).join("\n")
    if (names !== this.names) this.build(fields.rows)
    this.names = names
    for (const row of fields.rows) this.fill(this.boxes.get(row.name), row, fields.done)
    const said = fields.rows.filter(row => row.refused).map(({ label, refused }) => `${label}: ${refused}`)
    const text = said.join("\n")
    if (text !== this.said) this.refused.replaceChildren(...said.map(one => make("p", {}, ...withCode(one))))
    this.said = text
    if (moved) this.send()
  }

  forget() {
    clearTimeout(this.timer)
    this.boxes.clear()
    this.names = undefined
  }

  // A field that stays keeps what is typed in it.
  build(rows) {
    const kept = this.boxes
    const focused = this.row.getRootNode().activeElement
    this.boxes = new Map(rows.map(row => [row.name, this.kept(kept.get(row.name), row) ?? this.box(row)]))
    this.row.replaceChildren(...[...this.boxes.values()].map(box => box.root))
    if (this.row.contains(focused)) focused.focus()
  }

  kept(box, row) {
    return box && box.large === Boolean(row.size) ? box : undefined
  }

  box({ name, size }) {
    const input = size ? make("textarea", { rows: "8" }) : make("input", { type: "text" })
    for (const [key, value] of Object.entries({ autocomplete: "off", autocapitalize: "off", spellcheck: "false" })) {
      input.setAttribute(key, value)
    }
    const label = make("span", {})
    const root = size
      ? make("details", { class: "large" }, make("summary", {}, label), input)
      : make("label", { class: "field" }, label, input)
    const box = { root, label, input, large: Boolean(size), typing: false }
    input.oninput = () => (box.typing = true)
    input.onchange = () => this.take(name, box)
    input.onkeydown = event => {
      if (event.key === "Enter" && !event.isComposing && !(size && event.shiftKey)) {
        if (size) event.preventDefault()
        this.take(name, box)
      }
    }
    return box
  }

  fill(box, { label, text, size, typed, refused }, done) {
    const { input } = box
    box.text = text
    box.shown = refused ? typed : text
    box.label.textContent = size ? `${label} (${size})` : label
    input.setAttribute("aria-label", label)
    input.setAttribute("aria-invalid", String(Boolean(refused)))
    if (box.sent && done >= box.sent.number) box.sent = undefined
    const busy = box.typing && input === input.getRootNode().activeElement
    if (!box.sent && !busy && input.value !== box.shown) input.value = box.shown
    if (!box.sent && !busy) box.typing = false
  }

  take(name, box) {
    const text = box.input.value.trim()
    if (text === (box.sent?.text ?? box.shown.trim())) return
    const before = Math.max(this.data.done, ...[...this.boxes.values()].map(one => one.sent?.number ?? 0))
    box.typing = false
    box.sent = { text, number: before + 1 }
    this.send()
  }

  // All that was not answered goes along: a message takes the place of the one before it.
  send() {
    clearTimeout(this.timer)
    const waiting = [...this.boxes].filter(([, box]) => box.sent)
    if (!waiting.length) return
    this.timer = setTimeout(() => this.send(), PATIENCE_MS)
    const values = Object.fromEntries(waiting.map(([name, { sent }]) => [name, [sent.text, sent.number]]))
    const { of, session } = this.data
    this.instrument.tell() // the position first: the answer stands at it
    this.instrument.setState("typed", { values, of, session, sent: Date.now() })
  }

  stop() {
    clearTimeout(this.timer)
  }
}
