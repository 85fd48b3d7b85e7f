// Asking, before a step, for the number that it is about to show: a field where the number will stand, and the question
// in words. Python grades the answers. What has become of the questions is kept in this tab.

const ASKED = "graphlab asked"
const MOST_ASKED = 20 // runs
const [FIELD, FONT] = [68, 16] // px of a picture in its natural size: how wide the field is, and its text
const GRADE_MS = 5_000 // after which an answer is sent again

class Asking {
  constructor(instrument) {
    this.instrument = instrument
    const plain = { spellcheck: "false", autocapitalize: "off", autocomplete: "off", enterkeyhint: "go" }
    this.input = make("input", { type: "text", ...plain })
    this.field = make("div", { class: "asked-field", hidden: "" }, this.input)
    this.count = make("span", { class: "asked-count", "aria-hidden": "true" })
    this.text = make("strong", {})
    this.says = make("p", { class: "asked-says" })
    this.buttons = {}
    for (const name of ["answer", "reveal", "again"]) this.buttons[name] = make("button", { type: "button" })
    const group = make("div", { class: "group" }, ...Object.values(this.buttons))
    const line = make("p", { class: "asked-text" }, this.text, this.count)
    this.panel = make("div", { class: "asked", role: "group", hidden: "" }, line, group, this.says)
    this.heard = make("p", { class: "heard", "aria-live": "polite" })
    this.rows = []
    this.results = new Map() // by position: "right" at once, "tried" more than once, or "shown"
    this.listen()
  }

  listen() {
    this.buttons.answer.onclick = () => this.send()
    this.buttons.reveal.onclick = () => this.reveal()
    this.buttons.again.onclick = () => this.again()
    this.input.onkeydown = event => this.key(event)
    this.input.oninput = () => this.input.removeAttribute("aria-invalid")
    this.field.onpointerdown = event => event.stopPropagation() // a large picture is drawn along otherwise
    this.onGraded = ({ detail }) => this.judged(detail)
    document.addEventListener("graphlab:grade answered", this.onGraded)
  }

  read({ questions, words }) {
    this.words = words
    this.rows = questions?.rows ?? []
    if (questions?.of !== this.of) this.begin(questions?.of)
    for (const [name, button] of Object.entries(this.buttons)) button.textContent = words[name]
    this.buttons.reveal.append(make("kbd", { "aria-hidden": "true" }, "→"))
    if (this.open) this.open = this.rows.find(({ at }) => at === this.open.at)
  }

  begin(of) {
    this.of = of
    this.open = undefined
    this.results = new Map(of ? this.kept.get(of) : [])
    this.forget()
  }

  get kept() {
    try {
      return new Map(JSON.parse(sessionStorage.getItem(ASKED) ?? "[]"))
    } catch {
      return new Map()
    }
  }

  keep() {
    const kept = this.kept
    kept.delete(this.of)
    kept.set(this.of, [...this.results])
    if (kept.size > MOST_ASKED) kept.delete(kept.keys().next().value)
    try {
      sessionStorage.setItem(ASKED, JSON.stringify([...kept]))
    } catch {
      // A browser that keeps nothing.
    }
  }

  // The first question on the way to a step that has not been answered yet.
  before(step) {
    const { step: from } = this.instrument
    return this.rows.find(({ at }) => from <= at && at < step && !this.results.has(at))
  }

  ask(question) {
    if (this.open === question) return this.instrument.focus()
    const { playback } = this.instrument
    this.resuming = playback.playing
    playback.stop()
    this.open = question
    this.tries = 0
    this.input.value = ""
    this.say("")
    this.draw()
    this.instrument.focus()
    this.follow()
  }

  // A picture that is larger than its box is moved to the field.
  follow() {
    const { box } = this.instrument.viewport
    const { offsetLeft, offsetTop } = this.field
    if (box.classList.contains("wide")) box.scrollTo(offsetLeft - box.clientWidth / 2, offsetTop - box.clientHeight / 2)
    this.reach()
  }

  // On a small screen the words may lie below the window.
  reach() {
    if (this.panel.parentNode === this.instrument.root) this.panel.scrollIntoView({ block: "nearest" })
  }

  // Playing goes on only when the question is answered.
  holds() {
    if (this.open) this.instrument.focus()
    return Boolean(this.open)
  }

  key(event) {
    if (event.isComposing || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return
    const { selectionStart: from, selectionEnd: to, value } = this.input
    const acts = {
      Enter: () => this.send(),
      Escape: () => this.leave(),
      // At the end of the text the cursor has nowhere to go; a held key means the steps before.
      ArrowRight: from === value.length && (() => event.repeat || this.reveal()),
      ArrowLeft: to === 0 && (() => this.instrument.go(this.instrument.step - 1)),
    }
    const act = acts[event.key]
    if (!act) return
    event.preventDefault()
    act()
  }

  send() {
    const text = this.input.value.trim()
    if (!this.open || !text) return this.instrument.focus()
    this.sent = { number: Date.now(), of: this.of, at: this.open.at, text }
    this.post()
  }

  // Until it is graded: the connection may be lost, and the answer with it.
  post() {
    clearTimeout(this.posting)
    this.posting = setTimeout(() => this.post(), GRADE_MS)
    document.dispatchEvent(new CustomEvent("graphlab:grade", { detail: this.sent }))
  }

  forget() {
    clearTimeout(this.posting)
    this.sent = undefined
  }

  judged({ number, outcome, says }) {
    if (number !== this.sent?.number) return
    this.forget()
    if (outcome === "right") return this.done(this.tries ? "tried" : "right", says)
    if (outcome !== "unreadable") this.tries += 1
    this.say(says)
    this.input.setAttribute("aria-invalid", "true")
    this.instrument.focus()
    this.input.select()
  }

  reveal() {
    this.done("shown", "")
  }

  done(result, says) {
    const { instrument, open, resuming } = this
    this.results.set(open.at, result)
    this.keep()
    this.close()
    this.heard.textContent = says
    instrument.go(open.at + 1)
    if (resuming && instrument.step < instrument.last) instrument.playback.start()
  }

  again() {
    this.results.clear()
    this.keep()
    this.instrument.go(this.rows[0].at)
    this.instrument.focus()
  }

  leave() {
    this.close()
    this.draw()
  }

  close() {
    this.forget()
    const focused = this.open && this.input === this.input.getRootNode().activeElement
    this.open = undefined
    if (focused) this.instrument.focus()
  }

  say(text) {
    this.says.replaceChildren(...withCode(text))
    this.heard.textContent = text.replaceAll("`", "")
    if (!text) this.input.removeAttribute("aria-invalid")
    this.reach()
  }

  // Runs with every step: a question is left with its step.
  show(step) {
    if (this.open && this.open.at !== step) this.close()
    this.draw()
  }

  draw() {
    const { open, instrument, results, rows, words, buttons } = this
    const ended = !open && rows.length > 0 && results.size > 0 && instrument.step === instrument.last
    const right = [...results.values()].filter(result => result === "right").length
    const score = () => words.score.replace("{right}", right).replace("{asked}", results.size)
    this.text.textContent = open ? open.text : ended ? score() : ""
    this.count.textContent = open ? `${rows.indexOf(open) + 1} / ${rows.length}` : ""
    if (ended && !this.ended) this.heard.textContent = `${this.heard.textContent} ${score()}`.trim()
    this.ended = ended
    if (!open) this.says.replaceChildren()
    this.panel.setAttribute("aria-label", this.text.textContent)
    this.input.setAttribute("aria-label", this.text.textContent)
    this.field.className = `asked-field ${open?.role ?? ""}`
    buttons.answer.hidden = buttons.reveal.hidden = this.field.hidden = !open
    buttons.again.hidden = !ended
    const resized = this.panel.hidden === Boolean(open || ended)
    this.panel.hidden = !(open || ended)
    instrument.root.classList.toggle("asks", !this.panel.hidden)
    if (resized && instrument.viewport.presenting) instrument.viewport.fit()
    else this.place()
  }

  // Where the explanation has a place of its own, the question stands in it; else below the picture.
  place() {
    if (this.panel.hidden) return
    const { root, viewport, explanation, says } = this.instrument
    const inside = root.matches(".beside, .under") && !viewport.presenting
    if (inside && this.panel.parentNode !== explanation.text) explanation.text.prepend(this.panel)
    else if (!inside && this.panel.previousSibling !== says) says.after(this.panel)
    if (inside) explanation.text.scrollTop = 0
    if (!this.open) return
    const { scale } = viewport
    const [left, top, width, font] = [this.open.x, this.open.y, FIELD, FONT].map(size => `${size * scale}px`)
    Object.assign(this.field.style, { left, top, width, fontSize: font })
  }

  destroy() {
    this.forget()
    document.removeEventListener("graphlab:grade answered", this.onGraded)
  }
}
