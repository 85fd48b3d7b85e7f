// The picture of a graph and its timeline. The browser owns the step: the picture changes at once, and the step is
// reported to Python after a short pause. It knows positions and pictures, no mathematics.
// Builds on dom.js, plot.js (plotly, theme, frames), picture.js (SVG) and the other files of this folder.

const REPORT_MS = 75 // a held key or a burst of clicks is reported once
const TAP_MS = 600
const SMALLEST = 0.7 // below this the picture scrolls, because its numbers would become unreadable
const LARGEST = 1.35
const TALLEST = 0.46 // of the window: the timeline and the explanation belong on the same screen
const ZOOM = 1.25

const mounts = new Map() // by the mount's name: the step that Python gave last, and the one that is shown
const recent = [] // the instrument last touched comes first: it alone answers the keys

class Instrument {
  constructor(parent) {
    this.step = this.reported = this.tapped = 0
    this.zoom = this.scale = 1
    this.build(parent)
    this.onKey = event => this.key(event)
    this.onFull = () => this.refit()
    this.onRequest = event => this.requested(event)
    document.addEventListener("keydown", this.onKey)
    document.addEventListener("fullscreenchange", this.onFull)
    document.addEventListener("graphlab:step", this.onRequest)
    this.sizes = new ResizeObserver(() => this.fit())
    this.sizes.observe(this.frame)
    this.root.addEventListener("pointerdown", event => this.touch(event))
    recent.push(this)
    watchSwipe(this.box, by => {
      this.tapped = performance.now()
      this.move(by)
    })
    this.release = watchDrag(this.box, dragging => (this.dragging = dragging))
  }

  build(parent) {
    this.sizer = make("div", { class: "sizer" })
    this.box = make("div", { class: "box" }, this.sizer)
    this.wait = make("div", { class: "wait", role: "status" })
    this.frame = make("div", { class: "frame" }, this.box, this.wait)
    this.says = make("p", { class: "says", "aria-live": "polite" })
    this.playback = new Playback(this)
    this.bar = new Controls(this)
    this.root = make("section", { class: "instrument", tabindex: "-1" }, this.frame, this.says, this.bar.root)
    parent.append(this.root)
  }

  // Runs at mount, on new data and on a change of theme; the step belongs to the browser unless `rev` is new.
  update({ data, setStateValue, setTriggerValue }) {
    this.setState = setStateValue
    this.setTrigger = setTriggerValue
    const dark = isDark(this.root)
    const Renderer = data.svg ? SvgRenderer : PictureBuffers
    this.renderer ??= new Renderer(this.sizer, (node, marking) => this.click(node, marking))
    // An SVG follows the theme by itself.
    const redraw = data.svg !== this.data?.svg || data.figure !== this.data?.figure || (!data.svg && dark !== this.dark)
    const first = !this.data
    const moved = first || (data.rev !== this.data.rev && data.step !== this.reported)
    // While the page is still being drawn, Streamlit may mount the instrument anew, with data from before the last click.
    const before = first && mounts.get(data.mount)
    const step = before?.given === data.step ? before.step : data.step
    this.data = data
    this.dark = dark
    this.root.setAttribute("aria-label", data.words.graph)
    paint(this.root, data.colours, data.swap, dark)
    if (redraw) this.figure = this.renderer.read(data, dark)
    this.last = this.figure.last
    if (moved) this.reported = data.step
    this.step = Math.min(Math.max(moved ? step : this.step, 0), this.last)
    this.remember()
    this.bar.update(this.figure.meta, data.words)
    this.fit()
    if (moved) this.pause()
    if (this.step !== this.reported) this.report() // the new figure has fewer steps, or Python did not know of the click
    this.ready ? this.draw() : this.load()
  }

  async load() {
    const { words } = this.data
    this.wait.replaceChildren(make("span", { class: "spinner" }), words.loading)
    this.wait.hidden = false
    this.bar.show() // the timeline and the sentence need no picture
    try {
      await this.renderer.load(this.data)
    } catch {
      const retry = make("button", { type: "button" }, words.retry)
      retry.onclick = () => this.load()
      this.wait.replaceChildren(make("span", {}, words.failed), retry)
      return
    }
    if (!this.gone && !this.ready) await this.open()
  }

  async open() {
    await this.renderer.show(this.figure, this.step)
    if (this.gone) return
    this.wait.hidden = this.ready = true
    this.draw()
  }

  // At once; but never more than one drawing for each frame of the screen, or a held key would pile them up.
  draw() {
    this.follow() // first: asking for sizes after the drawing would lay out the page twice
    this.bar.show()
    this.late = this.drawn && this.ready
    if (!this.ready || this.late) return
    this.drawn = true
    requestAnimationFrame(() => {
      this.drawn = false
      if (this.late && !this.gone) this.draw()
    })
    this.renderer.show(this.figure, this.step)
  }

  go(step) {
    const next = Math.min(Math.max(step, 0), this.last)
    if (next === this.step) return
    this.step = next
    this.remember()
    this.report() // first: the wait begins with the click, not with the picture
    this.draw()
  }

  report() {
    clearTimeout(this.reporting)
    this.reporting = setTimeout(() => {
      this.reported = this.step
      this.setState("step", { value: this.step, rev: this.data.rev })
    }, REPORT_MS)
  }

  remember() {
    const { mount, step } = this.data
    mounts.delete(mount)
    mounts.set(mount, { given: step, step: this.step })
    if (mounts.size > 8) mounts.delete(mounts.keys().next().value)
  }

  move(by) {
    this.pause()
    this.go(this.step + by)
  }

  // Another component on the page asks for a step, such as a row of the table.
  requested(event) {
    if (recent[0] !== this) return
    event.preventDefault()
    this.pause()
    this.go(event.detail)
  }

  // Plotly reports one tap twice, the second time with what was touched before; and a swipe as a tap.
  click(node, marking) {
    const now = performance.now()
    if (this.dragging || (this.finger && now - this.tapped < TAP_MS)) return
    this.tapped = now
    if (typeof node === "string") this.setTrigger("act", node)
    else marking ? this.setTrigger("act", `*${node}`) : this.jump(node)
  }

  // A click on a node goes to where it acts; a second click, to where it acts in the other direction.
  jump(node) {
    const place = this.figure.meta.jump[String(node)]
    if (!place) return
    const [forward, backward] = place
    const back = this.step === backward ? false : this.step === forward || this.step > this.forward
    this.pause()
    this.go((back ? backward ?? forward : forward ?? backward) ?? this.step)
  }

  get forward() {
    return this.figure.meta.forward
  }

  phase(direction) {
    const ends = [0, this.forward, this.last]
    const beyond = direction > 0 ? ends.find(end => end > this.step) : ends.findLast(end => end < this.step)
    this.go(beyond ?? this.step)
  }

  pause() {
    this.playback.stop()
  }

  touch({ pointerType }) {
    this.finger = pointerType !== "mouse"
    recent.splice(recent.indexOf(this), 1)
    recent.unshift(this)
  }

  key(event) {
    if (recent[0] === this && this.root.getClientRects().length && !isTaken(event)) pressed(this, event)
  }

  get presenting() {
    return this.root.matches(":fullscreen, .presenting")
  }

  // Phones without full screen get the same, laid over the page.
  present() {
    if (this.root.classList.contains("presenting")) this.overlay(false)
    else if (this.presenting) document.exitFullscreen()
    else if (this.root.requestFullscreen) this.root.requestFullscreen().catch(() => this.overlay(true))
    else this.overlay(true)
  }

  overlay(on) {
    this.root.classList.toggle("presenting", on)
    this.root.popover = on ? "manual" : null
    if (on) this.root.showPopover()
    this.refit()
  }

  refit() {
    this.zoom = 1
    this.fit()
  }

  // The picture is drawn once in its natural size and scaled as a whole: text, arrows and their distances alike.
  fit() {
    if (!this.figure || this.gone) return
    const { width, height } = this.figure
    const tallest = this.presenting ? this.frame.clientHeight : Math.max(TALLEST * innerHeight, 320)
    this.whole = Math.min(this.frame.clientWidth / width, tallest / height)
    this.usual = this.presenting ? this.whole : Math.min(Math.max(this.whole, SMALLEST), LARGEST)
    this.whole = Math.min(this.whole, this.usual)
    this.scale = this.usual * this.zoom
    this.sizer.style.cssText = `width:${width * this.scale}px;height:${height * this.scale}px`
    this.renderer.size(width, height, this.scale)
    // Zooming scrolls inside the box: what stands below the picture stays where it is.
    this.box.style.height = this.presenting ? "100%" : this.zoom === 1 ? "" : `${height * this.usual}px`
    this.box.style.maxHeight = `${tallest}px`
    const wide = this.box.scrollWidth > this.box.clientWidth + 1
    this.box.classList.toggle("wide", wide || this.box.scrollHeight > this.box.clientHeight + 1)
    this.bar.fit()
    this.bar.show()
    this.follow()
  }

  zoomTo(scale) {
    const next = Math.min(Math.max(scale, this.whole), 4 * this.usual)
    this.zoom = Math.abs(next / this.usual - 1) < 0.01 ? 1 : next / this.usual
    this.fit()
  }

  // When the picture is larger than its box, keep the acting node in sight.
  follow() {
    const focus = this.figure.meta.focus[this.step]
    if (!this.box.classList.contains("wide") || !focus) return
    const size = [this.box.clientWidth, this.box.clientHeight]
    const now = [this.box.scrollLeft, this.box.scrollTop]
    const [left, top] = focus.map((at, i) => {
      const seen = at * this.scale - now[i]
      return seen > size[i] * 0.2 && seen < size[i] * 0.8 ? now[i] : at * this.scale - size[i] / 2
    })
    this.box.scrollTo({ left, top, behavior: reducedMotion() ? "auto" : "smooth" })
  }

  destroy() {
    this.gone = true
    this.pause()
    clearTimeout(this.reporting)
    this.sizes.disconnect()
    recent.splice(recent.indexOf(this), 1)
    document.removeEventListener("keydown", this.onKey)
    document.removeEventListener("fullscreenchange", this.onFull)
    document.removeEventListener("graphlab:step", this.onRequest)
    this.release()
    this.renderer?.destroy()
    this.root.remove()
  }
}

export default mounted(Instrument)
