// A grid of live drawings, each a link. In front of it stands plot.js. A card is drawn when it comes into sight,
// one for each frame of the screen, and plays its steps once while pointed at or focused.

const FRAME_MS = 420
const STATIC = { ...SETTINGS, staticPlot: true }
const DELAY_MS = 250 // a pointer that only crosses a card starts nothing

class Card {
  constructor(data, gallery) {
    this.gallery = gallery
    this.plot = make("div", { class: "plot" })
    this.picture = make("div", { class: "picture", "aria-hidden": "true" }, this.plot)
    this.title = make("span", { class: "title" })
    this.number = make("span", { class: "number" })
    this.link = make("a", { class: "card" }, this.picture, this.title, this.number)
    this.root = make("li", {}, this.link)
    this.link.onclick = event => this.open(event)
    this.link.onpointerenter = this.link.onfocus = () => this.play()
    this.link.onpointerleave = this.link.onblur = () => this.rest()
    this.update(data)
  }

  update(data) {
    if (data.figure !== this.data?.figure) this.stale()
    this.data = data
    this.link.href = data.href
    this.title.textContent = data.title
    this.number.textContent = data.number
  }

  stale() {
    this.rest()
    this.drawn = false
    this.figure = undefined
    this.gallery.watch(this)
  }

  // Only a plain click is ours; with Ctrl, Shift or another button the browser opens the address itself.
  open(event) {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button) return
    event.preventDefault()
    this.gallery.trigger("open", this.data.id)
  }

  draw(plotly) {
    const { swap } = this.gallery.data
    this.plotly = plotly
    this.figure = readFigure(this.data.figure, swap, this.gallery.dark)
    this.drawn = true
    this.fit()
    return this.show(this.figure.data)
  }

  // Drawn in its natural size and scaled as a whole, so that it is the picture the explorer shows.
  fit() {
    if (!this.figure) return
    const { width, height } = this.figure.layout
    const scale = Math.min(this.picture.clientWidth / width, this.picture.clientHeight / height, 1)
    const left = (this.picture.clientWidth - width * scale) / 2
    const top = (this.picture.clientHeight - height * scale) / 2
    this.plot.style.cssText =
      `width:${width}px;height:${height}px;transform:translate(${left}px,${top}px) scale(${scale})`
  }

  play() {
    if (!this.drawn || this.timer || reducedMotion()) return
    let position = 0
    const last = this.figure.frames.length
    const next = () => {
      if (position === last) return
      this.show(pictureAt(this.figure, position))
      this.moved = true
      position += 1
      this.timer = setTimeout(next, FRAME_MS)
    }
    this.timer = setTimeout(next, DELAY_MS)
  }

  rest() {
    clearTimeout(this.timer)
    this.timer = undefined
    if (this.moved) this.show(this.figure.data)
    this.moved = false
  }

  show(data) {
    this.drawing = this.plotly.react(this.plot, data, this.figure.layout, STATIC)
    return this.drawing
  }

  destroy() {
    clearTimeout(this.timer)
    this.drawing?.finally(() => this.plotly.purge(this.plot))
    this.root.remove()
  }
}

class Gallery {
  constructor(parent) {
    this.cards = new Map()
    this.waiting = new Set()
    this.root = make("ul", { class: "gallery" })
    parent.append(this.root)
    this.sight = new IntersectionObserver(entries => this.seen(entries), { rootMargin: "200px" })
    this.sizes = new ResizeObserver(() => this.cards.forEach(card => card.fit()))
    this.sizes.observe(this.root)
  }

  update({ data, setTriggerValue }) {
    const dark = isDark(this.root)
    const repaint = this.data && (dark !== this.dark || data.plotly !== this.data.plotly)
    Object.assign(this, { data, dark, trigger: setTriggerValue })
    this.root.setAttribute("aria-label", data.words.gallery)
    const kept = new Set(data.cards.map(card => card.id))
    for (const [id, card] of this.cards) {
      if (kept.has(id)) continue
      this.waiting.delete(card)
      card.destroy()
      this.cards.delete(id)
    }
    for (const [i, card] of data.cards.entries()) {
      const present = this.cards.get(card.id)
      if (!present) this.cards.set(card.id, new Card(card, this))
      else if (repaint) present.stale()
      present?.update(card)
      const { root } = this.cards.get(card.id)
      // Only what is out of place: an element that moves loses its focus.
      if (this.root.children[i] !== root) this.root.insertBefore(root, this.root.children[i] ?? null)
    }
  }

  watch(card) {
    this.sight.unobserve(card.picture)
    this.sight.observe(card.picture)
  }

  seen(entries) {
    for (const { target, isIntersecting } of entries) {
      const card = [...this.cards.values()].find(one => one.picture === target)
      if (!card || card.drawn) continue
      isIntersecting ? this.waiting.add(card) : this.waiting.delete(card)
    }
    if (this.waiting.size && !this.working) this.work()
  }

  // One drawing for each frame of the screen keeps scrolling smooth while thirty cards appear.
  async work() {
    this.working = true
    try {
      const plotly = await loadPlotly(this.data.plotly)
      while (this.waiting.size && !this.gone) {
        const [card] = this.waiting
        this.waiting.delete(card)
        await card.draw(plotly)
        card.picture.classList.add("drawn")
        await new Promise(requestAnimationFrame)
      }
    } catch {
      this.waiting.clear() // titles and links work without the drawings
    }
    this.working = false
  }

  destroy() {
    this.gone = true
    this.sight.disconnect()
    this.sizes.disconnect()
    this.cards.forEach(card => card.destroy())
    this.root.remove()
  }
}

export default mounted(Gallery)
