// The viewport of the picture: its box, how large the picture is in it, and full screen.

const ZOOM = 1.25
const REST_AFTER_MS = 3000

class Viewport {
  constructor(instrument) {
    this.instrument = instrument
    this.zoom = this.scale = 1
    this.sizer = make("div", { class: "sizer" })
    this.box = make("div", { class: "box" }, this.sizer)
    this.frame = make("div", { class: "frame" }, this.box)
    this.arrangement = new Arrangement(instrument)
    this.map = new SmallMap(this.frame)
    this.box.onscroll = () => this.showMap()
  }

  get presenting() {
    return this.instrument.root.matches(":fullscreen, .presenting")
  }

  // Phones without full screen get the same, laid over the page.
  present() {
    const { root } = this.instrument
    if (root.classList.contains("presenting")) this.overlay(false)
    else if (this.presenting) document.exitFullscreen()
    else if (root.requestFullscreen) root.requestFullscreen().catch(() => this.overlay(true))
    else this.overlay(true)
  }

  overlay(on) {
    const { root } = this.instrument
    root.classList.toggle("presenting", on)
    root.popover = on ? "manual" : null
    if (on) root.showPopover()
    this.refit()
  }

  refit() {
    this.zoom = 1
    this.fit()
    this.wake()
  }

  // In a presentation the bar fades away until the pointer moves.
  wake() {
    const { root, gone } = this.instrument
    clearTimeout(this.resting)
    root.classList.remove("resting")
    if (!this.presenting || gone.signal.aborted) return
    this.resting = setTimeout(() => root.classList.add("resting"), REST_AFTER_MS)
  }

  // The picture is drawn once in its natural size and scaled as a whole: text, arrows and their distances alike.
  fit(follow = true) {
    const { figure, gone, view, bar } = this.instrument
    const { sizer, box, zoom } = this
    if (!figure || gone.signal.aborted) return
    const { width, height } = figure
    const place = this.arrangement.place()
    const whole = Math.min(place.width / width, place.height / height)
    const usual = Math.max(whole, place.smallest)
    this.usual = this.presenting ? usual : Math.min(usual, LARGEST)
    this.whole = Math.min(whole, this.usual)
    this.scale = this.usual * zoom
    sizer.style.cssText = `width:${width * this.scale}px;height:${height * this.scale}px`
    view.size(width, height, this.scale)
    // Zooming scrolls inside the box: what stands below the picture stays where it is.
    box.style.height = this.presenting ? "100%" : zoom === 1 ? "" : `${height * this.usual}px`
    box.style.maxHeight = `${place.height}px`
    const wide = box.scrollWidth > box.clientWidth + 1
    box.classList.toggle("wide", wide || box.scrollHeight > box.clientHeight + 1)
    bar.fit()
    bar.show()
    this.instrument.asking.place()
    if (follow) this.follow()
    else this.showMap()
  }

  zoomTo(scale) {
    this.magnify(scale)
    this.fit()
  }

  // What lies between two fingers stays there.
  pinch(scale, x, y) {
    const { box, scale: before } = this
    const { left, top } = box.getBoundingClientRect()
    const at = [box.scrollLeft + x - left, box.scrollTop + y - top]
    this.magnify(scale)
    this.fit(false)
    const [now, down] = at.map(place => (place * this.scale) / before)
    box.scrollTo({ left: now - (x - left), top: down - (y - top), behavior: "instant" })
    this.followed = this.followable
  }

  magnify(scale) {
    const next = Math.min(Math.max(scale, this.whole), 4 * this.usual)
    this.zoom = Math.abs(next / this.usual - 1) < 0.01 ? 1 : next / this.usual
  }

  showMap() {
    const { box, scale, instrument } = this
    const part = this.presenting && box.classList.contains("wide")
    const seen = [box.scrollLeft, box.scrollTop, box.clientWidth, box.clientHeight].map(size => size / scale)
    this.map.show(instrument.figure, instrument.step, part ? seen : undefined)
  }

  get followable() {
    const { data, last, step } = this.instrument
    return [data.address, last, step, this.scale].join(" ")
  }

  // When the picture is larger than its box, keep the acting node in sight; what the learner has moved since the step
  // stays, also where other numbers are drawn.
  follow() {
    const { box, instrument } = this
    const focus = instrument.figure.meta.focus[instrument.step]
    this.showMap()
    if (!box.classList.contains("wide") || !focus || this.followed === this.followable) return
    this.followed = this.followable
    const size = [box.clientWidth, box.clientHeight]
    const now = [box.scrollLeft, box.scrollTop]
    const [left, top] = focus.map((at, i) => {
      const seen = at * this.scale - now[i]
      return seen > size[i] * 0.2 && seen < size[i] * 0.8 ? now[i] : at * this.scale - size[i] / 2
    })
    box.scrollTo({ left, top, behavior: reducedMotion() ? "auto" : "smooth" })
  }
}
