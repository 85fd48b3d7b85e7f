// The picture: as SVG at once, and with plotly as soon as plotly has been loaded and has drawn the same.

class PictureView {
  // A click reports what it hit, and `onPoint` the number of the node under the pointer, null for none.
  constructor(parent, onClick, onPoint) {
    Object.assign(this, { parent, onClick, onPoint })
    this.renderer = this.svg = new SvgRenderer(parent, onClick, onPoint)
  }

  // Returns the picture's measures; what has changed is shown as SVG first.
  read(data, dark) {
    const before = this.data
    this.data = data
    this.previewing = false
    if (data.svg !== before?.svg) this.picture = this.svg.read(data)
    // An SVG follows the theme by itself.
    if (data.svg !== before?.svg || data.figure !== before?.figure || dark !== this.dark) {
      this.turn(this.svg)
      this.figure = undefined
      if (data.figure) this.plan()
    }
    this.dark = dark
    return this.picture
  }

  // Another picture of the same measures in place of the one that was read, until one is read again.
  preview(svg) {
    this.unplan()
    this.previewing = true
    this.data = { svg }
    this.figure = undefined
    this.picture = this.svg.read(this.data)
    this.svg.size(...this.measures)
    this.turn(this.svg)
    this.show(this.step)
  }

  numbers() {
    return this.svg.numbers()
  }

  size(width, height, scale) {
    this.svg.size(width, height, scale)
    this.measures = [width, height, scale]
    this.buffers?.size(...this.measures)
  }

  show(step) {
    this.step = step
    this.renderer.show(this.renderer === this.svg ? this.picture : this.figure, step)
    announceStep(step)
  }

  turn(renderer) {
    this.renderer = renderer
    this.svg.plot.classList.toggle("shown", renderer === this.svg)
    if (renderer === this.svg) this.buffers?.hide()
    else this.svg.point(null)
  }

  // The SVG comes onto the screen first.
  plan() {
    this.unplan()
    this.planned = requestAnimationFrame(() => (this.timer = setTimeout(() => this.take(this.data))))
  }

  unplan() {
    clearTimeout(this.timer)
    cancelAnimationFrame(this.planned)
  }

  // Plotly draws out of sight until it shows the position that is shown. Without plotly the SVG goes on.
  async take(data) {
    this.buffers ??= new PictureBuffers(this.parent, this.onClick, this.onPoint)
    this.buffers.size(...this.measures)
    try {
      await this.buffers.load(data)
    } catch {
      return
    }
    if (this.gone || this.data.figure !== data.figure) return
    const figure = this.buffers.read(data, this.dark)
    this.figure = figure
    while (this.buffers.front.step !== this.step || this.buffers.front.figure !== figure) {
      await this.buffers.draw(this.buffers.front, this.step, figure)
      if (this.gone || this.figure !== figure) return
    }
    this.turn(this.buffers)
    this.buffers.show(figure, this.step)
  }

  destroy() {
    this.gone = true
    this.unplan()
    this.buffers?.destroy()
  }
}
