// Three buffers: the picture that is seen, and its two neighbours, drawn ahead while nothing else happens. A step then
// only swaps buffers, because plotly takes far longer to draw a picture than the screen to show it.

const AHEAD_MS = 30 // after a change, so that the screen has it first

// For whatever else on the page follows the steps, such as the lit line of the code.
function announceStep(step) {
  document.dispatchEvent(new CustomEvent("graphlab:at", { detail: step }))
}

class PictureBuffers {
  constructor(parent, onClick, onPoint) {
    this.all = [0, 1, 2].map(() => ({ plot: make("div", { class: "plot", "aria-hidden": "true" }) }))
    this.onClick = onClick
    this.onPoint = onPoint
    this.front = this.all[0]
    parent.append(...this.all.map(buffer => buffer.plot))
  }

  get plot() {
    return this.front.plot
  }

  size(width, height, scale) {
    for (const { plot } of this.all) {
      plot.style.cssText = `width:${width}px;height:${height}px;transform:scale(${scale})`
    }
  }

  async load({ plotly }) {
    this.plotly = await loadPlotly(plotly)
  }

  read({ figure: text, swap }, dark) {
    const figure = readFigure(text, swap, dark)
    const { width, height, meta } = figure.layout
    return Object.assign(figure, { width, height, meta, last: figure.frames.length - 1 })
  }

  listen(plot) {
    plot.on("plotly_click", ({ points, event }) => this.onClick(points[0].customdata, event?.shiftKey))
    plot.on("plotly_hover", ({ points: [{ customdata }] }) => {
      plot.classList.toggle("over", customdata != null)
      this.onPoint(typeof customdata === "number" ? customdata : null)
    })
    plot.on("plotly_unhover", () => {
      plot.classList.remove("over")
      this.onPoint(null)
    })
  }

  // Returns when the picture stands; at once if a buffer holds it already.
  show(figure, step) {
    clearTimeout(this.timer)
    this.onPoint(null)
    this.figure = figure
    const ready = this.holding(step)
    const drawing = ready ? undefined : this.draw(this.front, step, figure)
    if (ready) this.front = ready
    for (const buffer of this.all) buffer.plot.classList.toggle("shown", buffer === this.front)
    this.timer = setTimeout(() => this.ahead(step), AHEAD_MS)
    return drawing
  }

  hide() {
    clearTimeout(this.timer)
    for (const { plot } of this.all) plot.classList.remove("shown")
  }

  holding(step) {
    return this.all.find(buffer => buffer.figure === this.figure && buffer.step === step)
  }

  draw(buffer, step, figure) {
    buffer.figure = figure
    buffer.step = step
    const first = !buffer.drawing
    buffer.drawing = this.plotly.react(buffer.plot, pictureAt(figure, step), figure.layout, SETTINGS)
    if (first) buffer.drawing = buffer.drawing.then(() => this.listen(buffer.plot))
    return buffer.drawing
  }

  // One neighbour at a time, the next one first: whoever clicks in between waits for one drawing at the most.
  ahead(step) {
    const wanted = [step + 1, step - 1].filter(at => at >= 0 && at <= this.figure.last)
    const missing = wanted.find(at => !this.holding(at))
    if (missing === undefined) return
    const kept = wanted.map(at => this.holding(at))
    this.draw(this.all.find(buffer => buffer !== this.front && !kept.includes(buffer)), missing, this.figure)
    this.timer = setTimeout(() => this.ahead(step), AHEAD_MS)
  }

  // Plotly ends a drawing a moment later, and must find its picture then.
  destroy() {
    clearTimeout(this.timer)
    for (const { plot, drawing } of this.all) drawing?.finally(() => this.plotly.purge(plot))
  }
}
