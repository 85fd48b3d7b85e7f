// A second picture that follows the steps of the stepper on the page. In front of it stand dom.js and plot.js.

const STATIC = { ...SETTINGS, staticPlot: true }
const LARGEST = 1.35 // as the stepper's own picture
const TALLEST = 0.46
const SMALLEST = 0.7 // below this the picture scrolls

class Companion {
  constructor(parent) {
    this.plot = make("div", { class: "plot", "aria-hidden": "true" })
    this.sizer = make("div", { class: "sizer" }, this.plot)
    this.box = make("div", { class: "box" }, this.sizer)
    this.title = make("figcaption", {})
    this.root = make("figure", {}, this.box, this.title)
    parent.append(this.root)
    this.onAt = event => this.go(event.detail)
    document.addEventListener("graphlab:at", this.onAt)
    this.sizes = new ResizeObserver(() => this.fit())
    this.sizes.observe(this.root)
  }

  // The step is Python's only at first: from then on the stepper's own word counts.
  update({ data }) {
    const dark = isDark(this.root)
    if (data.figure !== this.data?.figure || dark !== this.dark) this.figure = readFigure(data.figure, data.swap, dark)
    this.step ??= data.step
    Object.assign(this, { data, dark })
    this.title.textContent = data.title
    this.fit()
    this.draw()
  }

  // The stepper's picture comes first on the screen.
  go(step) {
    this.step = step
    clearTimeout(this.timer)
    requestAnimationFrame(() => (this.timer = setTimeout(() => this.draw())))
  }

  get position() {
    const { follows } = this.data
    const wanted = follows.length ? follows[Math.min(this.step, follows.length - 1)] : this.step
    return Math.min(wanted, this.figure.frames.length - 1)
  }

  async draw() {
    try {
      this.plotly = await loadPlotly(this.data.plotly)
    } catch {
      return // the stepper says so, and offers to try again
    }
    if (this.gone) return
    const { figure, position } = this
    this.drawing = this.plotly.react(this.plot, pictureAt(figure, position), figure.layout, STATIC)
    this.root.dataset.at = position
    this.follow()
  }

  // When the picture is wider than its box, keep the acting node in sight.
  follow() {
    const [x] = this.figure.layout.meta.focus[this.position]
    this.box.scrollLeft = x * this.scale - this.box.clientWidth / 2
  }

  // Drawn in its natural size and scaled as a whole, so that it is the picture the stepper would show.
  fit() {
    if (!this.figure) return
    const { width, height } = this.figure.layout
    const tallest = Math.max(TALLEST * innerHeight, 320)
    const scale = Math.max(Math.min(this.box.clientWidth / width, tallest / height, LARGEST), SMALLEST)
    this.scale = scale
    this.sizer.style.cssText = `width:${width * scale}px;height:${height * scale}px`
    this.plot.style.cssText = `width:${width}px;height:${height}px;transform:scale(${scale})`
  }

  destroy() {
    this.gone = true
    clearTimeout(this.timer)
    this.sizes.disconnect()
    document.removeEventListener("graphlab:at", this.onAt)
    this.drawing?.finally(() => this.plotly.purge(this.plot))
    this.root.remove()
  }
}

export default mounted(Companion)
