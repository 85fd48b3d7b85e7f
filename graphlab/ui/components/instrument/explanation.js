// What happens at a step: sentences and formulas, the function of the node, the way on, and the lit line of the code.
// Texts are HTML that Python has made and escaped.

class Explanation {
  constructor(instrument) {
    this.instrument = instrument
    this.heading = make("h3", { class: "what" })
    this.body = make("div", { class: "words" })
    this.chart = make("div", { class: "chart" })
    this.onward = make("button", { type: "button", class: "onward", hidden: "" })
    const head = make("div", { class: "head" }, this.heading, this.onward)
    this.flow = make("div", { class: "flow" }, this.body, this.chart)
    this.text = make("div", { class: "text", tabindex: "-1" }, head, this.flow)
    this.title = make("summary", {})
    this.listing = make("div", { class: "listing", role: "region" })
    this.code = make("details", { class: "code fold", open: "" }, this.title, this.listing)
    this.root = make("div", { class: "explanation", hidden: "" }, this.text, this.code)
    this.onward.onclick = () => instrument.setTrigger("onward", true)
    this.listen()
  }

  // Pointing at a line rings its node; a click or Enter goes to its step, up and down to its neighbours.
  listen() {
    const { listing, instrument } = this
    const at = event => Number(event.target.closest("[data-at]")?.dataset.at) || null
    listing.onpointerover = event => instrument.pointing.line(at(event))
    listing.addEventListener("focusin", event => instrument.pointing.line(at(event)))
    for (const name of ["pointerleave", "focusout"]) {
      listing.addEventListener(name, () => instrument.pointing.line(null))
    }
    let from = 0
    listing.onpointerdown = ({ clientX }) => (from = clientX)
    listing.onclick = event => {
      // Whoever drags along a line marks its text.
      if (!at(event) || (event.detail > 0 && Math.abs(event.clientX - from) > 4)) return
      this.choose(at(event))
      if (event.detail > 0) instrument.root.focus({ preventScroll: true })
    }
    listing.onkeydown = event => {
      const beside = { ArrowUp: "previousElementSibling", ArrowDown: "nextElementSibling" }[event.key]
      if (event.key === "Enter" || event.key === " ") this.choose(at(event))
      else if (beside) event.target[beside]?.focus()
      else return
      event.preventDefault()
    }
  }

  choose(at) {
    this.instrument.pause()
    this.instrument.go(at)
  }

  read({ explanation, onward, words }) {
    this.root.hidden = !explanation
    if (!explanation) return
    this.data = explanation
    this.way = onward
    this.drawings = explanation.charts.map(svg => readSvg(svg))
    this.title.textContent = words.code
    this.listing.setAttribute("aria-label", words.code)
    this.onward.textContent = onward?.label ?? ""
    const written = JSON.stringify(explanation.code)
    if (written !== this.written) this.listing.replaceChildren(...explanation.code.map(line => this.line(line)))
    this.written = written
    this.step = undefined
  }

  line([text, at]) {
    return make("div", { class: at === this.data.turn ? "turn" : "", "data-at": at, role: "button", tabindex: "-1" }, text)
  }

  // The height of the tallest text where it may be so wide; below the picture its drawing counts too.
  tallest(width, drawn = false) {
    const { texts, chart_of: chartOf } = this.data
    const of = `${width} ${drawn} ${texts.join("")}`
    if (of === this.measured?.of) return this.measured.height
    const copies = texts.map((text, at) => {
      const drawing = drawn && this.drawings[chartOf[at]]
      const chart = make("div", { class: "chart" }, ...(drawing ? [drawing.cloneNode(true)] : []))
      const copy = make("div", { class: "flow" }, make("div", { class: "words" }, ...readMarkup(text)), chart)
      copy.style.width = `${width}px`
      return copy
    })
    const place = make("div", { class: "measure", "aria-hidden": "true" }, ...copies)
    this.root.append(place)
    const formulas = copies.map(copy => [...copy.querySelectorAll(".formula")])
    this.wide = formulas.map(all => all.map(one => one.scrollWidth > one.clientWidth))
    formulas.forEach((all, at) => this.widen(all, at))
    const height = Math.max(...copies.map(copy => copy.offsetHeight))
    place.remove()
    this.measured = { of, height }
    return height
  }

  // Formulas that are too wide for a column stand across both.
  widen(formulas, at) {
    formulas.forEach((one, i) => one.classList.toggle("wide", Boolean(this.wide?.[at][i])))
  }

  show(step) {
    if (!this.data || this.step === step) return
    this.step = step
    this.body.replaceChildren(...readMarkup(this.data.texts[step] ?? ""))
    this.widen(this.body.querySelectorAll(".formula"), step)
    const drawing = this.drawings[this.data.chart_of[step]]
    this.chart.replaceChildren(...(drawing ? [drawing] : []))
    this.onward.hidden = !this.way || step < this.way.start
    this.text.scrollTop = 0
    this.light(step)
  }

  // What a position says with other numbers; the next one that is shown says what Python has given.
  preview({ html, chart, code }) {
    if (!this.data) return
    this.body.replaceChildren(...readMarkup(html))
    this.chart.replaceChildren(...(chart ? [readSvg(chart)] : []))
    code.forEach(([text], i) => (this.listing.children[i].textContent = text))
    this.step = this.written = undefined
  }

  light(step) {
    const inside = this.listing.contains(this.listing.getRootNode().activeElement)
    for (const line of this.listing.children) {
      line.classList.toggle("lit", Number(line.dataset.at) === step)
      line.tabIndex = -1
    }
    const lit = this.listing.querySelector(".lit") ?? this.listing.firstChild
    if (lit) lit.tabIndex = 0 // one stop for the Tab key
    if (inside) lit.focus({ preventScroll: true })
    this.reveal()
  }

  // Lights the lines of positions, and shows the one on the way that the steps go just now.
  point(positions) {
    if (!this.data) return
    for (const line of this.listing.children) line.classList.toggle("pointed", positions.includes(Number(line.dataset.at)))
    const back = this.step >= this.data.turn
    const lines = [...this.listing.querySelectorAll(".pointed")]
    this.reveal(lines.find(line => Number(line.dataset.at) >= this.data.turn === back) ?? lines[0])
  }

  // Only the box scrolls: the page must not move under whoever steps.
  reveal(line) {
    const lit = line ?? this.listing.querySelector(".lit")
    if (lit) this.listing.scrollTop = lit.offsetTop + lit.offsetHeight / 2 - this.listing.clientHeight / 2
    else this.listing.scrollTop = 0
  }
}
