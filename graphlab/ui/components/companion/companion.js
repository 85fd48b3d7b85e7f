// A second picture that follows the steps of the instrument on the page. In front of it stand dom.js and picture.js.

const LARGEST = 1.35 // as the instrument's own picture
const TALLEST = 0.46
const SMALLEST = 0.7 // below this the picture scrolls

class Companion {
  constructor(parent) {
    this.box = make("div", { class: "box", "aria-hidden": "true" })
    this.title = make("figcaption", {})
    this.root = make("figure", {}, this.box, this.title)
    parent.append(this.root)
    this.onAt = event => this.go(event.detail)
    document.addEventListener("graphlab:at", this.onAt)
    this.sizes = new ResizeObserver(() => this.fit())
    this.sizes.observe(this.root)
  }

  // The step is Python's only at first: from then on the instrument's own word counts.
  update({ data }) {
    if (data.svg !== this.data?.svg) {
      this.picture = new Picture(data.svg)
      this.box.replaceChildren(this.picture.svg)
    }
    this.step ??= data.step
    this.data = data
    this.title.textContent = data.title
    this.fit()
    this.draw()
  }

  // The instrument's picture comes first on the screen.
  go(step) {
    this.step = step
    clearTimeout(this.timer)
    requestAnimationFrame(() => (this.timer = setTimeout(() => this.draw())))
  }

  get position() {
    const { follows } = this.data
    const wanted = follows.length ? follows[Math.min(this.step, follows.length - 1)] : this.step
    return Math.min(wanted, this.picture.last)
  }

  draw() {
    this.picture.show(this.position)
    this.root.dataset.at = this.position
    this.follow()
  }

  // When the picture is wider than its box, keep the acting node in sight.
  follow() {
    this.box.scrollLeft = this.picture.meta.focus[this.position][0] * this.scale - this.box.clientWidth / 2
  }

  fit() {
    if (!this.picture) return
    const { width, height } = this.picture
    const tallest = Math.max(TALLEST * innerHeight, 320)
    this.scale = Math.max(Math.min(this.box.clientWidth / width, tallest / height, LARGEST), SMALLEST)
    this.picture.scale(this.scale)
  }

  destroy() {
    clearTimeout(this.timer)
    this.sizes.disconnect()
    document.removeEventListener("graphlab:at", this.onAt)
    this.root.remove()
  }
}

export default mounted(Companion)
