// One slider, two bars and a curve. Python has run the graph for every position of the slider;
// the browser only looks up what belongs to the one that is chosen.

const SIZE = 100

const path = points => points.map(([x, y], i) => `${i ? "L" : "M"}${x * SIZE} ${y * SIZE}`).join("")

class Nudge {
  constructor(parent) {
    this.slider = make("input", { type: "range", min: 0, step: 1 })
    this.slider.oninput = () => this.show()
    this.delta = make("output", { class: "delta" }, make("s", { "aria-hidden": "true" }), make("span"))
    watchPull(this.delta, () => this.by())
    this.says = make("p", { class: "says", "aria-live": "polite" })
    this.board = make("div", { class: "board" })
    const line = make("label", { class: "line" }, this.slider, this.delta)
    this.root = make("section", { class: "nudge" }, line, this.says, this.board)
    parent.append(this.root)
  }

  update({ data }) {
    paint(this.root, data.colours, data.swap, isDark(this.root))
    const written = JSON.stringify(data.drawing)
    if (written === this.written) return
    const span = data.drawing.x.join()
    this.written = written
    this.drawing = data.drawing
    this.words = data.words
    this.slider.max = data.drawing.positions.length - 1
    this.slider.setAttribute("aria-label", data.words.slider)
    // Another language must not move the slider; another input or another range begins anew.
    if (span !== this.span) this.slider.value = data.drawing.first
    this.span = span
    this.board.replaceChildren(this.bars(), this.curve())
    this.show()
  }

  // The number can be pulled as the slider's thumb can; the one before it stands faintly beside it.
  by() {
    const { slider, delta } = this
    const [from, before] = [Number(slider.value), delta.lastChild.textContent]
    const show = value => {
      slider.value = value
      this.show()
    }
    const end = () => (delta.firstChild.textContent = "")
    return {
      move: (steps, factor) => {
        delta.firstChild.textContent = before
        show(from + Math.round(steps * factor))
      },
      end,
      cancel: () => {
        end()
        show(from)
      },
    }
  }

  bars() {
    this.rows = ["predicted", "actual"].map(kind => {
      const fill = make("i", { class: kind })
      const text = make("b", { class: kind })
      const row = make("div", { class: "row" }, make("span", {}, this.words[kind]), make("div", { class: "track" }, fill), text)
      return { row, fill, text }
    })
    return make("div", { class: "bars" }, ...this.rows.map(({ row }) => row))
  }

  curve() {
    const { curve, tangent, origin, x, y } = this.drawing
    const svg = makeDrawn("svg", { viewBox: `0 0 ${SIZE} ${SIZE}`, preserveAspectRatio: "none", "aria-hidden": "true" })
    svg.append(makeDrawn("path", { class: "start", d: `M${origin[0] * SIZE} 0V${SIZE}M0 ${origin[1] * SIZE}H${SIZE}` }))
    for (const piece of curve) svg.append(makeDrawn("path", { class: "curve", d: path(piece) }))
    svg.append(makeDrawn("path", { class: "tangent", d: path(tangent) }))
    this.gap = makeDrawn("path", { class: "gap" })
    svg.append(this.gap)
    this.dots = ["predicted", "actual"].map(kind => make("i", { class: `dot ${kind}` }))
    const plot = make("div", { class: "plot" }, svg, make("i", { class: "dot origin" }), ...this.dots)
    this.put(plot.querySelector(".origin"), origin)
    const across = make("div", { class: "across" }, ...x.map(text => make("span", {}, text)))
    const up = make("div", { class: "up" }, ...y.map(([text, place]) => make("span", { style: `top:${place[1] * 100}%` }, text)))
    const key = make("div", { class: "key" }, make("span", { class: "actual" }, this.words.curve),
      make("span", { class: "predicted" }, this.words.tangent))
    return make("figure", {}, key, up, plot, across)
  }

  put(dot, place) {
    const seen = place && place[1] >= 0 && place[1] <= 1
    dot.hidden = !seen
    if (seen) dot.style.cssText = `left:${place[0] * 100}%;top:${place[1] * 100}%`
  }

  show() {
    const { sentence, delta, texts, bars, points } = this.drawing.positions[this.slider.value]
    this.says.textContent = sentence
    this.delta.lastChild.textContent = delta
    this.slider.setAttribute("aria-valuetext", delta)
    this.rows.forEach(({ fill, text }, i) => {
      const length = bars[i] ?? 0
      fill.style.cssText = `left:${50 + Math.min(length, 0) * 50}%;width:${Math.abs(length) * 50}%`
      text.textContent = texts[i]
    })
    this.dots.forEach((dot, i) => this.put(dot, points[i]))
    this.gap.setAttribute("d", points[0] && points[1] ? path(points) : "")
  }

  destroy() {
    this.root.remove()
  }
}

export default mounted(Nudge)
