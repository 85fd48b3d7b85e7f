// The fields of the inputs. What is typed is sent with Enter or on leaving the field, again until Python has answered it,
// and no answer touches a field in which somebody is typing.

const PATIENCE_MS = 5_000

const isFocused = one => one === one.getRootNode().activeElement

class Fields {
  constructor(instrument) {
    this.instrument = instrument
    this.title = make("summary", {})
    this.row = make("div", { class: "fields" })
    this.refused = make("div", { class: "refused", role: "status" })
    this.root = make("details", { class: "inputs fold", open: "", hidden: "" }, this.title, this.row, this.refused)
    this.boxes = new Map() // by name: the label, the input, what Python holds and what was sent
    this.others = new Map() // what was sent beside: cells, and changes that are taken back
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
    for (const [name, { number }] of this.others) if (fields.done >= number) this.others.delete(name)
    this.explain()
    if (moved) this.send()
  }

  // Says why values are refused: those that were typed, and the one that is being pulled.
  explain() {
    const pulled = { label: this.wrong?.name, ...this.data.rows.find(row => row.name === this.wrong?.name), refused: this.wrong?.reason }
    const rows = [...this.data.rows, pulled].filter(row => row.refused)
    const said = rows.map(({ label, refused }) => `${label}: ${refused}`)
    const text = said.join("\n")
    if (text !== this.said) this.refused.replaceChildren(...said.map(one => make("p", {}, ...withCode(one))))
    this.said = text
  }

  refuse(name, reason) {
    this.wrong = name && { name, reason }
    this.explain()
  }

  forget() {
    clearTimeout(this.timer)
    this.boxes.clear()
    this.others.clear()
    this.wrong = undefined
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
    const { pulling } = this.instrument
    const input = size ? make("textarea", { rows: "8" }) : make("input", { type: "text" })
    for (const [key, value] of Object.entries({ autocomplete: "off", autocapitalize: "off", spellcheck: "false" })) {
      input.setAttribute(key, value)
    }
    const label = make("span", {})
    const root = size
      ? make("details", { class: "large" }, make("summary", {}, label), input)
      : make("label", { class: "field" }, label, input)
    const box = { name, root, label, input, large: Boolean(size), typing: false }
    input.oninput = () => {
      box.typing = true
      this.refuse()
    }
    input.onchange = () => this.take(name, box)
    input.onkeydown = event => {
      if (event.key === "Enter" && !event.isComposing && !(size && event.shiftKey)) {
        if (size) event.preventDefault()
        this.take(name, box)
      }
      if (!size) pulling.key(event, name)
    }
    if (size) return box
    input.onkeyup = event => keySteps(event) && pulling.letGo()
    // In a field that has the focus a drag marks its text.
    watchPull(root, ({ target }) => (target === input && isFocused(input) ? undefined : pulling.by(name)))
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
    const busy = (box.typing && isFocused(input)) || this.instrument.pulling.pull?.name === box.name
    if (!box.sent && !busy && input.value !== box.shown) input.value = box.shown
    box.root.classList.toggle("number", !size && Number.isFinite(Number(text)))
    if (!box.sent && !busy) box.typing = false
  }

  // The text that stands in a field, or is on its way to Python; a text that was refused gives way to the one before.
  current(name) {
    const box = this.boxes.get(name)
    return box && (box.typing ? box.input.value : box.sent?.text ?? box.text)
  }

  // A field that a hand pulls is not being typed in.
  leave(name) {
    this.boxes.get(name).input.blur()
  }

  // While a number is pulled, its field shows it, and the one before it faintly.
  pulled(name, text, before) {
    const box = this.boxes.get(name)
    if (!box) return
    box.typing = false
    box.input.value = text
    box.was ??= make("s", { "aria-hidden": "true" })
    box.was.textContent = before
    box.label.append(box.was)
  }

  // Takes a text as if it had been typed: into a field, or into a cell of an input, such as `X[0, 1]`.
  put(name, text, before) {
    const box = this.boxes.get(name)
    if (!box) {
      if (text === before) return
      this.others.set(name, { text, number: this.next })
      return this.send()
    }
    box.was?.remove()
    box.input.value = text
    box.typing = false
    this.take(name, box)
  }

  // Takes back the last change of a number.
  undo() {
    this.put(`↶${this.next}`, "")
  }

  isStill(input) {
    return [...this.boxes.values()].some(box => box.input === input && (!box.typing || input.value === box.shown))
  }

  get waiting() {
    const own = [...this.boxes].filter(([, { sent }]) => sent).map(([name, { sent }]) => [name, sent])
    return [...own, ...this.others]
  }

  get next() {
    return Math.max(this.data.done, ...this.waiting.map(([, { number }]) => number)) + 1
  }

  take(name, box) {
    const text = box.input.value.trim()
    if (text === (box.sent?.text ?? box.shown.trim())) return
    box.typing = false
    box.sent = { text, number: this.next }
    this.send()
  }

  // All that was not answered goes along: a message takes the place of the one before it.
  send() {
    clearTimeout(this.timer)
    const { waiting } = this
    if (!waiting.length) return
    this.timer = setTimeout(() => this.send(), PATIENCE_MS)
    const values = Object.fromEntries(waiting.map(([name, { text, number }]) => [name, [text, number]]))
    const { of, session } = this.data
    this.instrument.tell() // the position first: the answer stands at it
    this.instrument.setState("typed", { values, of, session, sent: Date.now() })
  }

  stop() {
    clearTimeout(this.timer)
  }
}
