// A grid of pictures, each a link. In front of it stand dom.js, fetch_ahead.js and picture.js. A card is drawn when it comes into sight,
// and plays its steps once while it is pointed at or focused.

const FRAME_MS = 420
const DELAY_MS = 250 // a pointer that only crosses a card starts nothing

class Card {
  constructor(data, gallery) {
    this.gallery = gallery
    this.box = make("div", { class: "picture", "aria-hidden": "true" })
    this.title = make("span", { class: "title" })
    this.number = make("span", { class: "number" })
    this.link = make("a", { class: "card" }, this.box, this.title, this.number)
    this.root = make("li", {}, this.link)
    this.link.onclick = event => this.open(event)
    this.link.onpointerenter = this.link.onfocus = () => this.play()
    this.link.onpointerleave = this.link.onblur = () => this.rest()
    this.update(data)
  }

  update(data) {
    const changed = data.svg !== this.data?.svg
    this.data = data
    this.link.href = data.href
    this.title.textContent = data.title
    this.number.textContent = data.number
    if (changed) this.gallery.watch(this)
  }

  // Only a plain click is ours; with Ctrl, Shift or another button the browser opens the address itself.
  open(event) {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button) return
    event.preventDefault()
    this.gallery.trigger("open", this.data.id)
  }

  draw() {
    this.rest()
    this.picture = new Picture(this.data.svg)
    this.box.replaceChildren(this.picture.svg)
  }

  play() {
    if (!this.picture || this.timer || reducedMotion()) return
    const { picture } = this
    let position = 0
    const next = () => {
      picture.show(position)
      if (position++ < picture.last) this.timer = setTimeout(next, FRAME_MS)
    }
    this.timer = setTimeout(next, DELAY_MS)
  }

  rest() {
    clearTimeout(this.timer)
    this.timer = undefined
    this.picture?.show(this.picture.last)
  }

  destroy() {
    clearTimeout(this.timer)
    this.root.remove()
  }
}

class Gallery {
  constructor(parent) {
    this.cards = new Map()
    this.root = make("ul", { class: "gallery" })
    parent.append(this.root)
    this.sight = new IntersectionObserver(entries => this.seen(entries), { rootMargin: "200px" })
  }

  update({ data, setTriggerValue }) {
    this.trigger = setTriggerValue
    this.ahead = data.ahead
    this.root.setAttribute("aria-label", data.words.gallery)
    const kept = new Set(data.cards.map(card => card.id))
    for (const [id, card] of this.cards) {
      if (kept.has(id)) continue
      card.destroy()
      this.cards.delete(id)
    }
    for (const [i, card] of data.cards.entries()) {
      if (this.cards.has(card.id)) this.cards.get(card.id).update(card)
      else this.cards.set(card.id, new Card(card, this))
      const { root } = this.cards.get(card.id)
      // Only what is out of place: an element that moves loses its focus.
      if (this.root.children[i] !== root) this.root.insertBefore(root, this.root.children[i] ?? null)
    }
  }

  // Observed anew, a card that is in sight already is reported again.
  watch(card) {
    this.sight.unobserve(card.box)
    this.sight.observe(card.box)
  }

  seen(entries) {
    for (const { target, isIntersecting } of entries) {
      const card = isIntersecting && [...this.cards.values()].find(one => one.box === target)
      if (!card) continue
      this.sight.unobserve(target)
      card.draw()
    }
    fetchAhead(this.ahead)
  }

  destroy() {
    this.sight.disconnect()
    this.cards.forEach(card => card.destroy())
    this.root.remove()
  }
}

export default mounted(Gallery)
