// The numbers of the inputs, and of the upstream gradient, can be pulled: in the picture and in their fields, with the
// hand or with the keys ↑ and ↓. Meanwhile Python is asked for all positions at the latest number, one request at a
// time; nothing changes its place. Letting go commits the number like a typed one.

const ANSWER_MS = 4_000 // after which a request counts as lost

class Pulling {
  constructor(instrument) {
    this.instrument = instrument
    this.handles = make("div", { class: "handles" })
    this.all = new Map() // by name of the input: its handles in the picture
    this.count = 0
    this.gone = new AbortController()
    const { signal } = this.gone
    document.addEventListener("graphlab:pull answered", ({ detail }) => this.answered(detail), { signal })
    document.addEventListener("graphlab:hand", ({ detail }) => this.elsewhere(detail), { signal })
  }

  get rows() {
    return this.instrument.data.fields?.rows ?? []
  }

  // A handle lies over each number. It stays when the picture is drawn anew, and so does the focus on it.
  read() {
    const marks = this.instrument.figure ? this.instrument.view.numbers() : []
    const kept = this.all
    this.all = new Map()
    for (const row of this.rows) {
      const own = marks.filter(({ name }) => name === row.name)
      const before = kept.get(row.name) ?? []
      const handles = own.map((mark, i) => this.handle(before[i] ?? this.made(row.name), mark, row, i))
      if (handles.length) this.all.set(row.name, handles)
    }
    const wanted = [...this.all.values()].flat()
    for (const one of [...this.handles.children]) if (!wanted.includes(one)) one.remove()
    for (const one of wanted) if (one.parentNode !== this.handles) this.handles.append(one)
    if (!this.pull) return
    if (!this.instrument.fields.boxes.has(this.pull.name.split("[")[0])) return this.forget()
    this.asked = undefined
    this.ask()
  }

  made(name) {
    const handle = make("div", { class: "handle", role: "spinbutton" }, make("s", { "aria-hidden": "true" }))
    for (const kind of ["touchstart", "touchend"]) handle.addEventListener(kind, event => event.stopPropagation())
    handle.addEventListener("pointerdown", event => {
      event.stopPropagation() // the box would scroll
      this.instrument.touch(event)
      handle.focus({ preventScroll: true })
    })
    watchPull(handle, () => this.by(name))
    handle.onkeydown = event => this.key(event, name)
    handle.onkeyup = event => keySteps(event) && this.letGo()
    handle.onblur = () => this.pull?.keys && this.letGo()
    return handle
  }

  // One of several handles of a number is a stop of the Tab key.
  handle(handle, mark, { label, text }, i) {
    this.place(handle, mark)
    handle.tabIndex = i ? -1 : 0
    handle.dataset.first = mark.first
    handle.setAttribute("aria-label", label)
    handle.title = `${label} = ${text}\n${this.instrument.data.words.pull}`
    this.tell(handle, text)
    return handle
  }

  place(handle, { x, y, width, height }) {
    handle.style.cssText = `left:${100 * x}%;top:${100 * y}%;width:${100 * width}%;height:${100 * height}%`
  }

  tell(handle, text) {
    handle.setAttribute("aria-valuenow", Number(text))
    handle.setAttribute("aria-valuetext", text)
  }

  show(step) {
    for (const one of this.handles.children) one.hidden = Number(one.dataset.first) > step
  }

  // What a hand pulls; undefined for what is no single number.
  by(name) {
    if (!Number.isFinite(this.number(name))) return undefined
    let pull
    const held = act => pull && pull === this.pull && act()
    return {
      move: (steps, factor) => {
        if (!pull) this.instrument.fields.leave(name)
        pull ??= this.start(name)
        held(() => this.to(stepsFrom(pull.from, steps, pull.step * factor)))
      },
      end: () => held(() => this.letGo()),
      cancel: () => held(() => this.cancel()),
    }
  }

  key(event, name) {
    const steps = keySteps(event)
    if (!steps || (!this.pull && !this.start(name))) return
    event.preventDefault()
    this.pull.keys = true
    this.to(stepsFrom(Number(this.pull.text), steps, this.pull.step * factorOf(event)))
  }

  // The number of an input; NaN where it is none, or nothing would follow it.
  number(name) {
    const text = this.instrument.figure ? this.instrument.fields.current(name) : ""
    return text?.trim() ? Number(text) : NaN
  }

  // A number that has no field is pulled in another component: a cell of an input.
  elsewhere({ name, number, act, steps, factor }) {
    const { pull } = this
    const held = pull?.name === name && !pull.done
    if (act !== "move") return held && (act === "end" ? this.letGo() : this.cancel())
    const { from, step } = held ? pull : this.start(name, Number(number)) ?? {}
    if (step) this.to(stepsFrom(from, steps, step * factor))
  }

  start(name, from = this.number(name)) {
    if (this.pull) this.commit()
    const { fields, figure } = this.instrument
    if (!figure || !Number.isFinite(from)) return undefined
    const before = fields.current(name) ?? String(from)
    const { step } = this.rows.find(row => row.name === name) ?? {}
    fields.refuse()
    this.pull = { name, from, before, text: before, step: step || stepOf(from) }
    return this.pull
  }

  to(number) {
    const { pull } = this
    const text = String(number)
    if (text === pull.text) return
    pull.text = text
    this.instrument.fields.pulled(pull.name, text, pull.before)
    for (const one of this.all.get(pull.name) ?? []) {
      one.classList.add("pulled")
      one.firstChild.textContent = pull.before
      this.tell(one, text)
    }
    this.ask()
  }

  // Never two requests at once: the answer to one brings the next, for the latest number.
  ask() {
    if (this.asked) return
    const { name, text } = this.pull
    this.asked = { number: `${Date.now()} ${++this.count}`, text }
    this.timer = setTimeout(() => this.answered({ number: this.asked?.number }), ANSWER_MS)
    const { step, data } = this.instrument
    const detail = { number: this.asked.number, of: data.fields.of, name, text, step }
    document.dispatchEvent(new CustomEvent("graphlab:pull", { detail }))
  }

  answered(answer) {
    if (!this.asked || answer.number !== this.asked.number) return
    clearTimeout(this.timer)
    const { text } = this.asked
    const { pull } = this
    this.asked = undefined
    this.instrument.fields.refuse(answer.refused && pull.name, answer.refused)
    if (answer.svg) this.draw(answer)
    if (!answer.refused) pull.good = text
    if (pull.text !== text) this.ask()
    else if (pull.done) this.commit()
  }

  draw(answer) {
    const { instrument } = this
    instrument.view.preview(answer.svg)
    const marks = instrument.view.numbers().filter(({ name }) => name === this.pull.name)
    this.all.get(this.pull.name)?.forEach((handle, i) => marks[i] && this.place(handle, marks[i]))
    if (answer.step !== instrument.step) return
    instrument.explanation.preview(answer)
    // For the class; a screen reader hears the number itself.
    if (instrument.viewport.presenting) instrument.says.textContent = answer.spoken
  }

  // What is shown last is committed when it has been answered: a number that is refused gives way to the last good one.
  letGo() {
    if (!this.pull) return
    this.pull.done = true
    if (!this.asked) this.commit()
  }

  commit() {
    const { name, before, good, text } = this.pull
    const wanted = this.asked ? text : good ?? before
    this.forget()
    if (wanted === before) this.restore()
    this.instrument.fields.put(name, wanted, before)
  }

  cancel() {
    if (!this.pull) return
    const { name, before } = this.pull
    this.forget()
    this.restore()
    this.instrument.fields.put(name, before, before)
  }

  forget() {
    clearTimeout(this.timer)
    for (const one of this.all.get(this.pull.name) ?? []) one.classList.remove("pulled")
    this.pull = this.asked = undefined
  }

  destroy() {
    clearTimeout(this.timer)
    this.gone.abort()
  }

  restore() {
    const { instrument } = this
    if (!instrument.view.previewing) return
    instrument.readPicture(instrument.data)
    instrument.explanation.read(instrument.data)
    instrument.viewport.fit()
    instrument.draw()
  }
}

// Ctrl+Z takes back the last change of an input; in a text that somebody is writing it belongs to the text.
function takesBack(instrument, event) {
  const [target] = event.composedPath()
  const control = (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey
  const undoes = control && "zZㅋ".includes(event.key) // the last as a Korean keyboard may say it
  const writing = target.matches?.("input, textarea, [contenteditable]") && !instrument.fields.isStill(target)
  return undoes && !writing && !event.defaultPrevented && Boolean(instrument.data.fields)
}
