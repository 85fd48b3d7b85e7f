// The bar beneath the picture: buttons, timeline, speed, zoom. It shows the instrument's state and calls its methods.

const ICONS = {
  first: "M4 5h2v14H4zM13 5v14l-7-7zM20 5v14l-7-7z",
  back: "M17 5v14L6 12z",
  next: "M6 5v14l10-7zM17 5h2v14h-2z",
  last: "M4 5v14l7-7zM11 5v14l7-7zM18 5h2v14h-2z",
  play: "M7 4v16l12-8zM9 7.7 15.4 12 9 16.3z",
  pause: "M7 5h3v14H7zM14 5h3v14h-3z",
  zoom_out: "M5 11h14v2H5z",
  zoom_in: "M11 5h2v6h6v2h-6v6h-2v-6H5v-2h6z",
  fit: "M4 4h6v2H6v4H4zM14 4h6v6h-2V6h-4zM4 14h2v4h4v2H4zM18 14h2v6h-6v-2h4z",
  present: "M14 4h6v6h-2V7.4l-4.3 4.3-1.4-1.4L16.6 6H14zM4 14h2v2.6l4.3-4.3 1.4 1.4L7.4 18H10v2H4z",
  leave: "M6.4 5 12 10.6 17.6 5 19 6.4 13.4 12 19 17.6 17.6 19 12 13.4 6.4 19 5 17.6 10.6 12 5 6.4z",
}
const WIDEST_DOT = 24 // pixels from dot to dot
const NARROWEST_DOT = 14 // beneath this nobody can choose between two: a slider takes over
const FINGER = 44 // the same for a finger

class Controls {
  constructor(instrument) {
    this.instrument = instrument
    this.count = make("span", { class: "count" })
    this.phase = make("span", { class: "phase", "aria-hidden": "true" })
    this.where = make("span", { class: "where" }, this.count, this.phase)
    this.dots = make("ol", { class: "dots" })
    this.range = make("input", { type: "range", class: "range", min: "0" })
    this.start = make("span", { class: "end", "aria-hidden": "true" })
    this.finish = make("span", { class: "end", "aria-hidden": "true" })
    this.line = make("div", { class: "timeline", role: "group" }, this.start, this.dots, this.range, this.finish)
    this.buttons = {}
    const stepping = this.group("first", "back", "next", "last", "play")
    const looking = this.group("zoom_out", "fit", "zoom_in", "present", "keys")
    this.select = make("select", { class: "speed" }, ...SPEEDS.map(speed => new Option(`${speed}×`, speed)))
    this.select.value = "1"
    stepping.append(this.select)
    looking.classList.add("quiet")
    this.buttons.keys.textContent = "?"
    // Both words lie in one place, so that the button is as wide as the longer one.
    this.playing = { play: make("span", {}), pause: make("span", {}) }
    this.buttons.play.replaceChildren(...Object.entries(this.playing).map(([name, word]) =>
      make("span", { class: name }, makeIcon(ICONS[name]), word)))
    this.root = make("div", { class: "bar" }, stepping, this.line, this.where, looking)
    this.listen()
  }

  group(...names) {
    const group = make("div", { class: "group" })
    for (const name of names) {
      this.buttons[name] = make("button", { type: "button", "data-act": name })
      if (ICONS[name]) this.buttons[name].append(makeIcon(ICONS[name]))
      group.append(this.buttons[name])
    }
    return group
  }

  listen() {
    const { instrument } = this
    const { viewport } = instrument
    const user = act => () => {
      instrument.pause()
      act()
    }
    const goTo = step => user(() => instrument.go(step))()
    const acts = {
      first: user(() => instrument.go(0)),
      back: user(() => instrument.go(instrument.step - 1)),
      next: user(() => instrument.next()),
      last: user(() => instrument.go(instrument.last)),
      play: () => instrument.playback.toggle(),
      zoom_out: () => viewport.zoomTo(viewport.scale / ZOOM),
      zoom_in: () => viewport.zoomTo(viewport.scale * ZOOM),
      fit: () => viewport.zoomTo(viewport.whole),
      present: () => viewport.present(),
      keys: () => instrument.keys.open(),
    }
    for (const [name, act] of Object.entries(acts)) this.buttons[name].onclick = act
    this.dots.onclick = event => {
      const dot = event.target.closest("button")
      if (dot) goTo(Number(dot.dataset.step))
    }
    this.range.oninput = () => goTo(Number(this.range.value)) // read first: pausing draws the bar
    this.select.onchange = () => instrument.playback.setSpeed(Number(this.select.value))
    // After a mouse click the space bar shall play, not press the same button again; the keyboard keeps its place.
    this.root.addEventListener("click", event => {
      const pointed = event.detail > 0 && event.target.closest("button")
      if (pointed && pointed !== this.buttons.keys) instrument.focus()
    })
  }

  update({ forward, backward }, words) {
    this.words = words
    for (const [name, button] of Object.entries(this.buttons)) this.name(button, words[name])
    for (const [name, word] of Object.entries(this.playing)) word.textContent = words[name]
    const { explanation } = this.instrument
    if (explanation.root.hidden) this.line.after(this.where)
    else explanation.heading.replaceChildren(this.where)
    this.select.setAttribute("aria-label", words.speed)
    this.start.textContent = words.forward
    this.finish.textContent = backward ? words.backward : ""
    this.range.max = forward + backward
    this.range.setAttribute("aria-label", words.timeline)
    this.line.setAttribute("aria-label", words.timeline)
    this.line.style.setProperty("--turn", `${(100 * forward) / (forward + backward || 1)}%`)
    this.build(forward, backward)
  }

  name(element, text) {
    element.setAttribute("aria-label", text)
    element.title = text
  }

  says(step) {
    const { words, instrument } = this
    return step ? words.step.replace("{step}", step).replace("{steps}", instrument.last) : words.start
  }

  build(forward, backward) {
    const items = Array.from({ length: forward + backward }, (_, i) => {
      const dot = make("button", { type: "button", "data-step": i + 1, class: i < forward ? "value" : "gradient" })
      this.name(dot, this.says(i + 1))
      return make("li", { class: i === forward && forward ? "turn" : "" }, dot)
    })
    const inside = this.dots.contains(this.dots.getRootNode().activeElement)
    this.dots.replaceChildren(...items)
    if (inside) this.dots.children[this.instrument.step - 1]?.firstChild.focus()
  }

  // Which of the two timelines has room; asked when sizes change, not at each step.
  fit() {
    const labels = this.start.offsetWidth + this.finish.offsetWidth + 24
    const pitch = (this.line.clientWidth - labels) / (this.instrument.last + 1.5)
    const [least, most] = matchMedia("(pointer: coarse)").matches ? [FINGER, FINGER] : [NARROWEST_DOT, WIDEST_DOT]
    this.line.classList.toggle("many", pitch < least)
    this.line.style.setProperty("--pitch", `${Math.min(most, Math.floor(pitch))}px`)
  }

  show() {
    const { instrument, buttons, words } = this
    const { step, last, viewport } = instrument
    this.count.textContent = this.says(step)
    this.phase.textContent = step ? ` · ${step > instrument.forward ? words.backward : words.forward}` : ""
    instrument.says.textContent = instrument.data.says[step] ?? ""
    const start = step === 0
    buttons.first.disabled = buttons.back.disabled = start
    buttons.next.disabled = buttons.last.disabled = step === last
    buttons.play.disabled = last === 0
    buttons.play.classList.toggle("playing", instrument.playback.playing)
    this.name(buttons.play, instrument.playback.playing ? words.pause : words.play)
    buttons.zoom_out.disabled = viewport.scale <= viewport.whole * 1.001
    buttons.zoom_in.disabled = viewport.scale >= viewport.usual * 3.999
    this.showDots(step)
    this.range.value = step
    this.range.setAttribute("aria-valuetext", this.says(step))
    this.range.style.setProperty("--done", `${(100 * step) / (last || 1)}%`)
    if (viewport.presenting !== this.presented) this.showPresenting(viewport.presenting)
  }

  showDots(step) {
    const inside = this.dots.contains(this.dots.getRootNode().activeElement)
    for (const [i, { firstChild: dot }] of [...this.dots.children].entries()) {
      const current = i + 1 === step
      dot.classList.toggle("done", i < step)
      current ? dot.setAttribute("aria-current", "step") : dot.removeAttribute("aria-current")
      // One stop for the Tab key; the arrow keys move along the line.
      dot.tabIndex = i === Math.max(step - 1, 0) ? 0 : -1
      if (current && inside) dot.focus({ preventScroll: true })
    }
  }

  showPresenting(presenting) {
    this.presented = presenting
    const name = presenting ? "leave" : "present"
    this.buttons.present.replaceChildren(makeIcon(ICONS[name]))
    this.name(this.buttons.present, this.words[name])
  }
}
