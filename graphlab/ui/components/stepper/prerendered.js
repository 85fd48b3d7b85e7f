// Three sheets of paper: the picture that is seen, and its two neighbours, drawn ahead while nothing else happens.
// A step forward or back then only turns a sheet; plotly takes far longer to draw one than a screen to show it.

const AHEAD_MS = 30 // after a change, so that the screen has it first

class Sheets {
  constructor(parent, listen) {
    this.all = [0, 1, 2].map(() => ({ plot: make("div", { class: "plot", "aria-hidden": "true" }) }))
    this.listen = listen
    this.top = this.all[0]
    parent.append(...this.all.map(sheet => sheet.plot))
  }

  get plot() {
    return this.top.plot
  }

  size(width, height, scale) {
    for (const { plot } of this.all) {
      plot.style.cssText = `width:${width}px;height:${height}px;transform:scale(${scale})`
    }
  }

  // Returns when the picture stands; at once if a sheet holds it already.
  show(plotly, figure, step) {
    clearTimeout(this.timer)
    this.plotly = plotly
    this.figure = figure
    const ready = this.holding(step)
    const drawing = ready ? undefined : this.draw(this.top, step)
    if (ready) this.top = ready
    for (const sheet of this.all) sheet.plot.classList.toggle("shown", sheet === this.top)
    // For whatever else on the page follows the steps, such as the lit line of the code.
    document.dispatchEvent(new CustomEvent("graphlab:at", { detail: step }))
    this.timer = setTimeout(() => this.ahead(step), AHEAD_MS)
    return drawing
  }

  holding(step) {
    return this.all.find(sheet => sheet.figure === this.figure && sheet.step === step)
  }

  draw(sheet, step) {
    sheet.figure = this.figure
    sheet.step = step
    const first = !sheet.drawing
    sheet.drawing = this.plotly.react(sheet.plot, pictureAt(this.figure, step), this.figure.layout, SETTINGS)
    if (first) sheet.drawing = sheet.drawing.then(() => this.listen(sheet.plot))
    return sheet.drawing
  }

  // One neighbour at a time, the next one first: whoever clicks in between waits for one drawing at the most.
  ahead(step) {
    const wanted = [step + 1, step - 1].filter(at => at >= 0 && at < this.figure.frames.length)
    const missing = wanted.find(at => !this.holding(at))
    if (missing === undefined) return
    const kept = wanted.map(at => this.holding(at))
    this.draw(this.all.find(sheet => sheet !== this.top && !kept.includes(sheet)), missing)
    this.timer = setTimeout(() => this.ahead(step), AHEAD_MS)
  }

  // Plotly ends a drawing a moment later, and must find its picture then.
  destroy() {
    clearTimeout(this.timer)
    for (const { plot, drawing } of this.all) drawing?.finally(() => this.plotly.purge(plot))
  }
}
