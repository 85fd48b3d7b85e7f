// The instrument: the picture of a graph, its timeline, what happens at each step, and the fields of the inputs. The
// browser owns the step: everything changes at once, and the step is reported to Python after a rest.
// Builds on dom.js, plot.js (plotly, theme, frames), picture.js (SVG) and the other files of this folder.

const REST_MS = 1000
const TAP_MS = 600

const mounts = new Map() // by the mount's name: the step that Python gave last, and the one that is shown
const recent = [] // the instrument last touched comes first: it alone answers the keys

class Instrument {
  constructor(parent) {
    this.step = this.reported = this.tapped = 0
    this.build(parent)
    this.listen()
    recent.push(this)
  }

  build(parent) {
    this.viewport = new Viewport(this)
    this.pictures = make("div", { class: "pictures" }, this.viewport.frame)
    this.title = make("h2", { class: "title" })
    this.says = make("p", { class: "says", "aria-live": "polite" })
    this.playback = new Playback(this)
    this.bar = new Controls(this)
    this.explanation = new Explanation(this)
    this.pulling = new Pulling(this)
    this.fields = new Fields(this)
    this.keys = new Keys()
    this.pointing = new Pointing(this)
    this.view = new PictureView(this.viewport.sizer, (node, marking) => this.click(node, marking),
      node => this.pointing.node(node)) // prettier-ignore
    this.travel = new Travel(this.viewport.sizer)
    this.viewport.sizer.append(this.pulling.handles)
    this.second = new SecondPicture(this.pictures)
    this.asking = new Asking(this)
    this.viewport.sizer.append(this.asking.field)
    this.address = new StepAddress(this)
    this.root = make("section", { class: "instrument", tabindex: "-1" }, this.title, this.pictures, this.says, this.asking.heard,
      this.bar.root, this.explanation.root, this.fields.root, this.keys.root) // prettier-ignore
    parent.append(this.root)
  }

  listen() {
    const { root } = this
    this.gone = new AbortController()
    const { signal } = this.gone
    const on = (name, act, capture) => document.addEventListener(name, act, { signal, capture })
    on("keydown", event => this.key(event))
    on("fullscreenchange", () => this.viewport.refit())
    on("graphlab:step", event => this.requested(event))
    on("click", event => this.clicked(event), true) // some controls let no click rise
    on("visibilitychange", () => document.hidden && this.tell())
    addEventListener("resize", () => this.viewport.fit(), { signal })
    // In the next frame: what changes sizes while they are told of has the browser complain.
    this.sizes = new ResizeObserver(() => requestAnimationFrame(() => this.viewport.fit()))
    this.sizes.observe(root)
    // What stands above may grow.
    const page = root.getRootNode().host?.closest(".stMainBlockContainer")
    if (page) this.sizes.observe(page)
    root.addEventListener("pointerdown", event => this.touch(event))
    root.addEventListener("pointermove", () => this.viewport.wake())
    watchSwipe(this.viewport.box, by => this.swiped(by))
    watchPinch(this.viewport.box, () => this.viewport.scale, (...pinch) => this.viewport.pinch(...pinch))
    this.release = watchDrag(this.viewport.box, dragging => (this.dragging = dragging))
  }

  // Runs at mount, on new data and on a change of theme; the step belongs to the browser unless `rev` is new.
  update({ data, setStateValue, setTriggerValue }) {
    this.setState = setStateValue
    this.setTrigger = setTriggerValue
    const first = !this.data
    // Another figure opens where Python says, whatever of the last one has not been reported yet.
    const other = first || data.address !== this.data.address
    const moved = other || (data.rev !== this.data.rev && data.step !== this.reported)
    // While the page is still being drawn, Streamlit may mount the instrument anew, with data that a click has outdated.
    const before = first && mounts.get(data.mount)
    const step = before?.given === data.step ? before.step : data.step
    this.data = data
    this.root.classList.toggle("followed", data.follows)
    this.root.setAttribute("aria-label", data.words.graph)
    this.title.textContent = data.title
    this.readPicture(data)
    this.keys.read(data.words)
    this.explanation.read(data)
    this.fields.read(data)
    this.pulling.read()
    this.asking.read(data)
    if (!this.figure) return
    if (moved) this.known(data.step)
    this.step = Math.min(Math.max(moved ? step : this.step, 0), this.last)
    this.remember()
    this.bar.update(this.figure.meta, data.words)
    this.viewport.fit()
    if (moved) this.pause()
    if (this.step !== this.reported) this.report() // the new figure has fewer steps, or Python did not know of the click
    this.address.write()
    this.draw()
  }

  readPicture(data) {
    const dark = isDark(this.root)
    paint(this.root, data.colours, data.swap, dark)
    this.root.classList.toggle("bare", !data.svg)
    this.figure = data.svg ? this.view.read(data, dark) : undefined
    this.last = this.figure?.last ?? 0
    this.second.root.hidden = !data.beside
    if (data.beside) this.second.read(data.beside)
  }

  // At once and as a whole, but never twice in a frame of the screen: a held key would pile drawings up.
  draw() {
    this.late = this.drawn
    if (this.late) return
    this.drawn = true
    requestAnimationFrame(() => {
      this.drawn = false
      if (this.late && !this.gone.signal.aborted) this.draw()
    })
    this.viewport.follow() // first: asking for sizes after the drawing would lay out the page twice
    this.bar.show()
    this.explanation.show(this.step)
    this.asking.show(this.step)
    if (this.data.beside) this.second.show(this.step)
    this.view.show(this.step)
    this.travel.follow(this.figure, this.step, this.playback.speed)
    this.pulling.show(this.step)
  }

  // To a step, or to the first question on the way there.
  go(step) {
    if (!this.figure) return
    const next = Math.min(Math.max(step, 0), this.last)
    const question = this.asking.before(next)
    this.move(question ? question.at : next)
    if (question) this.asking.ask(question)
  }

  move(step) {
    if (step === this.step) return
    this.step = step
    this.remember()
    this.address.write()
    this.report() // first: the wait begins with the click, not with the picture
    this.draw()
  }

  // One step on; an open question is answered by it.
  next() {
    if (this.asking.open) this.asking.reveal()
    else this.go(this.step + 1)
  }

  focus() {
    const { open, input } = this.asking
    const place = open ? input : this.root
    place.focus({ preventScroll: true })
  }

  // What nothing on the page follows is reported when something else is asked for.
  report() {
    clearTimeout(this.reporting)
    if (!this.data.follows) return
    this.reporting = setTimeout(() => this.tell(), REST_MS)
  }

  tell() {
    clearTimeout(this.reporting)
    if (!this.figure || this.step === this.reported) return
    this.known(this.step)
    this.setState("step", { value: this.step, rev: this.data.rev })
  }

  known(step) {
    this.root.dataset.reported = this.reported = step
  }

  remember() {
    const { mount, step } = this.data
    mounts.delete(mount)
    mounts.set(mount, { given: step, step: this.step })
    if (mounts.size > 8) mounts.delete(mounts.keys().next().value)
  }

  swiped(by) {
    this.tapped = performance.now()
    this.pause()
    if (by > 0) this.next()
    else this.go(this.step - 1)
  }

  // Another component on the page asks for a step, such as a row of the table.
  requested(event) {
    if (recent[0] !== this || !this.figure) return
    event.preventDefault()
    this.pause()
    this.go(event.detail)
  }

  // Plotly reports one tap twice, the second time with what was touched before; and a swipe as a tap.
  click(node, marking) {
    const now = performance.now()
    if (this.dragging || (this.finger && now - this.tapped < TAP_MS)) return
    this.tapped = now
    if (typeof node === "number" && !marking) return this.jump(node)
    this.tell()
    this.setTrigger("act", typeof node === "string" ? node : `*${node}`)
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

  get usable() {
    return recent[0] === this && Boolean(this.figure) && this.root.getClientRects().length > 0
  }

  key(event) {
    if (event.key === "Enter" && !event.composedPath().includes(this.root)) this.tell()
    if (this.usable && takesBack(this, event)) {
      event.preventDefault()
      this.fields.undo()
    }
    if (this.usable && !isTaken(event)) pressed(this, event)
  }

  // Whatever is clicked elsewhere may ask Python for something at this step. The keys come back after everybody has
  // heard of the click.
  clicked(event) {
    if (!event.composedPath().includes(this.root)) this.tell()
    if (!this.usable || !givesBack(event)) return
    setTimeout(() => this.gone.signal.aborted || this.focus())
  }

  destroy() {
    this.pause()
    clearTimeout(this.reporting)
    this.gone.abort()
    this.sizes.disconnect()
    recent.splice(recent.indexOf(this), 1)
    this.release()
    this.fields.stop()
    this.pulling.destroy()
    this.asking.destroy()
    this.address.destroy()
    this.view.destroy()
    this.root.remove()
  }
}

export default mounted(Instrument)
