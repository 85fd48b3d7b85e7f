// An exercise: the picture of a graph with a field wherever a number is asked for, or the same fields in a list.
// What is typed belongs to the browser until it is checked; Python says what is right and what is said of it.
// In front of it stand dom.js and picture.js.

const SMALLEST = 0.69 // below this the picture scrolls, because fields and numbers would touch
const BESIDE = 0.5 // the same for a picture over the list, which has numbers alone
const LARGEST = 1.3
const TALLEST = 0.46 // of the window: what is said of an answer belongs on the same screen
const NARROW = 600 // pixels: on a phone the fields stand in a list, unless the learner wants them on the picture
const FIELD = 46 // pixels: the narrowest field, however small the picture
const REPORT_MS = 120

class Practice {
  constructor(parent) {
    this.inputs = new Map()
    this.kept = new Typed()
    this.over = make("div", { class: "over" })
    this.sizer = make("div", { class: "sizer" })
    this.box = make("div", { class: "box" }, this.sizer)
    this.list = make("ol", { class: "list" })
    this.says = make("p", { class: "says", "aria-live": "polite" })
    this.check = make("button", { type: "button", class: "check" })
    this.root = make("section", { class: "practice" }, this.box, this.list, this.says, this.check)
    parent.append(this.root)
    this.check.onclick = () => this.send([...this.inputs.keys()])
    this.root.addEventListener("keydown", event => this.key(event))
    this.root.addEventListener("focusin", event => this.entered(event.target))
    this.root.addEventListener("focusout", event => this.grow(event.target, false))
    this.root.addEventListener("input", event => this.typed(event.target))
    this.sizes = new ResizeObserver(() => this.fit())
    this.sizes.observe(this.root)
  }

  update({ data, setStateValue }) {
    const redraw = data.svg !== this.data?.svg
    const fresh = data.rev !== this.data?.rev
    Object.assign(this, { setState: setStateValue, data })
    this.root.setAttribute("aria-label", data.words.exercise)
    this.check.textContent = data.words.check
    this.says.textContent = data.says.text
    if (redraw) this.draw()
    if (fresh) this.inputs.clear()
    this.before = fresh ? this.kept.of(data.rev) : {}
    this.build(fresh)
    this.fit()
    if (fresh) this.begin()
  }

  // A picture that is larger than its frame begins where the first open field is.
  begin() {
    const holder = this.next("")?.closest(".over > .spot")
    if (!holder) return
    const { box } = this
    box.scrollTo(holder.offsetLeft - box.clientWidth / 2, holder.offsetTop - box.clientHeight / 2)
  }

  get listed() {
    const { layout } = this.data
    return layout === "list" || (layout !== "picture" && this.root.clientWidth < NARROW)
  }

  // The fields in the order of the graph, which is the order of the Tab key too.
  build(fresh) {
    const focused = this.focused
    const locked = id => this.inputs.get(id)?.readOnly
    const before = focused && locked(focused)
    for (const field of this.data.fields) this.field(field)
    this.place()
    const now = focused && locked(focused)
    if (focused && now && !before) this.next(focused)?.focus()
    else if (focused && !fresh) this.inputs.get(focused)?.focus({ preventScroll: true })
    this.check.hidden = !this.data.fields.some(field => this.editable(field))
  }

  get focused() {
    const element = this.root.getRootNode().activeElement
    return [...this.inputs].find(([, input]) => input === element)?.[0]
  }

  editable({ state }) {
    return state === "open" || state === "wrong"
  }

  field(field) {
    const { words } = this.data
    const input = this.inputs.get(field.id) ?? this.make(field.id)
    const open = this.editable(field)
    const stale = input.graded !== field.graded
    // What is being typed stays, unless Python has judged it or fills the box itself.
    if (!open || (stale && !input.dirty) || input.value === "") input.value = field.text.replaceAll("\n", " ")
    if (stale || !open) input.dirty = false
    const before = this.before[field.id]
    if (open && before !== undefined) Object.assign(input, { value: before, dirty: true })
    input.graded = field.graded
    input.readOnly = !open
    input.tabIndex = field.state === "waiting" ? -1 : 0
    input.className = `field ${field.role} ${field.state}`
    input.placeholder = open ? field.blank : ""
    input.setAttribute("aria-invalid", String(field.state === "wrong"))
    const state = { right: words.right, wrong: words.wrong, shown: words.shown, waiting: words.waiting }[field.state]
    input.setAttribute("aria-label", [field.label, state].filter(Boolean).join(", "))
    input.title = input.value.length > 8 ? input.value : ""
  }

  make(id) {
    const plain = { spellcheck: "false", autocapitalize: "off", autocomplete: "off", enterkeyhint: "go" }
    const input = make("input", { type: "text", id, ...plain })
    this.inputs.set(id, input)
    return input
  }

  // On the picture or in the list: the same inputs, moved.
  place() {
    const { fields, labels } = this.data
    this.root.classList.toggle("listed", this.listed)
    this.wasListed = this.listed
    const marks = new Map(fields.map(field => [field.id, field]))
    if (this.listed) {
      const filled = fields.map(field => ({ ...field, text: this.editable(field) ? field.blank : field.text || "?" }))
      this.over.replaceChildren(...[...labels, ...filled].map(label => this.label(label, marks)))
      this.list.replaceChildren(...fields.map(field => this.row(field)))
      return
    }
    this.list.replaceChildren()
    const texts = labels.map(label => this.label(label, marks))
    this.over.replaceChildren(...texts, ...fields.map(field => this.spot(field)))
  }

  label({ text, x, y, role, key }, marks) {
    const filled = !key || ["right", "shown"].includes(marks.get(key)?.state)
    const span = make("span", { class: `label ${role}`, "aria-hidden": "true" }, filled ? text : "")
    Object.assign(span, { at: [x, y] })
    return span
  }

  spot(field) {
    const holder = make("span", { class: `spot ${field.state}` }, this.inputs.get(field.id))
    const lines = field.text.split("\n")
    const closed = !this.editable(field) && field.state !== "waiting"
    const wide = closed ? this.measured(lines) + 14 : field.width
    // A matrix takes several lines, which no input shows: the input stays for keys and ears.
    const tall = closed && lines.length > 1
    if (tall) holder.append(make("span", { class: `rows ${field.role}`, "aria-hidden": "true" }, field.text))
    holder.classList.toggle("tall", tall)
    Object.assign(holder, { at: [field.x, field.y], wide })
    return holder
  }

  // How wide the longest line is before the picture is scaled: the mark beside it belongs at its end.
  measured(lines) {
    this.pen ??= make("canvas").getContext("2d")
    this.pen.font = `700 16px ${getComputedStyle(this.root).fontFamily}`
    return Math.max(...lines.map(line => this.pen.measureText(line).width))
  }

  row(field) {
    const name = make("label", { for: field.id }, field.label)
    const holder = make("span", { class: `spot ${field.state}` }, this.inputs.get(field.id))
    const row = make("li", {}, name, holder)
    if (this.editable(field)) {
      const button = make("button", { type: "button", "aria-label": `${this.data.words.one}: ${field.label}` }, "↵")
      button.onclick = () => this.send([field.id])
      row.append(button)
    }
    const { id, text } = this.data.says
    if (id === field.id && text && field.state === "wrong") row.append(make("p", { class: "note" }, text))
    return row
  }

  // The picture is scaled as a whole; fields and texts keep their sizes.
  fit() {
    if (!this.picture) return
    if (this.listed !== this.wasListed) {
      const focused = this.focused
      this.place()
      this.inputs.get(focused)?.focus({ preventScroll: true })
    }
    const { width, height } = this.picture
    const whole = this.box.clientWidth / width
    const least = this.listed ? Math.max(Math.min(whole, 1), BESIDE) : SMALLEST
    const tallest = Math.max(TALLEST * innerHeight, 320) / height
    const scale = Math.max(Math.min(whole, tallest, LARGEST), least)
    this.sizer.style.cssText = `width:${width * scale}px;height:${height * scale}px`
    this.picture.scale(scale)
    this.over.style.fontSize = `${Math.max(16 * scale, this.listed ? 9 : 12)}px`
    for (const element of this.over.children) {
      const [x, y] = element.at
      element.style.left = `${x * scale}px`
      element.style.top = `${y * scale}px`
      if (element.wide) element.style.width = `${Math.max(element.wide * scale, element.wide < FIELD ? 0 : FIELD)}px`
    }
  }

  draw() {
    this.picture = new Picture(this.data.svg)
    this.picture.svg.setAttribute("aria-hidden", "true")
    this.sizer.replaceChildren(this.picture.svg, this.over)
  }

  key(event) {
    if (event.target.tagName !== "INPUT" || event.isComposing) return
    if (event.key !== "Enter") return
    event.preventDefault()
    const id = this.focused
    if (id) this.send([id])
  }

  typed(input) {
    if (input.tagName !== "INPUT") return
    input.dirty = true
    this.kept.put(this.data.rev, input.id, input.value)
    input.classList.remove("wrong")
    input.closest(".spot")?.classList.remove("wrong")
    this.grow(input)
  }

  // A list or a formula is longer than its box, which grows while the learner stands in it.
  grow(input, wanted = true) {
    const holder = input.closest(".spot")
    const grows = holder && wanted && !this.listed && !input.readOnly
    if (holder) holder.style.minWidth = grows ? `${9 * input.value.length + 20}px` : ""
  }

  // Hints and words beside the picture concern the field in which the learner stands.
  entered(input) {
    const id = this.focused
    if (id) this.grow(input)
    if (!id || id === this.at) return
    this.at = id
    clearTimeout(this.timer)
    this.timer = setTimeout(() => this.setState("at", { rev: this.data.rev, n: Date.now(), id, drafts: this.drafts() }), REPORT_MS)
    if (input.readOnly === false) input.select()
  }

  drafts() {
    const typed = [...this.inputs].filter(([, input]) => input.dirty && !input.readOnly)
    return Object.fromEntries(typed.map(([id, input]) => [id, input.value]))
  }

  send(ids) {
    const asked = ids.filter(id => !this.inputs.get(id).readOnly && this.inputs.get(id).value.trim())
    if (!asked.length) return this.next("")?.focus()
    clearTimeout(this.timer)
    const answers = Object.fromEntries(asked.map(id => [id, this.inputs.get(id).value]))
    for (const id of asked) {
      this.inputs.get(id).dirty = false
      this.kept.put(this.data.rev, id, undefined)
    }
    this.at = asked.at(-1)
    this.setState("check", { rev: this.data.rev, n: Date.now(), answers, drafts: this.drafts() })
  }

  // The next field that is still open, from the beginning again after the last.
  next(id) {
    const { fields } = this.data
    const start = fields.findIndex(field => field.id === id) + 1
    const open = [...fields.slice(start), ...fields.slice(0, start)].find(field => this.editable(field))
    return open && this.inputs.get(open.id)
  }

  destroy() {
    clearTimeout(this.timer)
    this.sizes.disconnect()
    this.root.remove()
  }
}

export default mounted(Practice)
