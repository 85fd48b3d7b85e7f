// A second picture that goes in step with the instrument's own. In front of it stand dom.js and picture.js.

class SecondPicture {
  constructor(parent) {
    this.box = make("div", { class: "second-box", "aria-hidden": "true" })
    this.title = make("figcaption", {})
    this.root = make("figure", { class: "second" }, this.box, this.title)
    parent.append(this.root)
  }

  read({ svg, title }) {
    if (svg !== this.svg) {
      this.picture = new Picture(svg)
      this.box.replaceChildren(this.picture.svg)
      this.position = undefined
    }
    this.svg = svg
    this.title.textContent = title
  }

  show(step) {
    this.position = Math.min(step, this.picture.last)
    this.picture.show(this.position)
    this.root.dataset.at = this.position
    this.follow()
  }

  // When the picture is wider than its box, keep the acting node in sight.
  follow() {
    const focus = this.picture.meta.focus[this.position]
    if (this.scale && focus) this.box.scrollLeft = focus[0] * this.scale - this.box.clientWidth / 2
  }

  fit(tallest, smallest, largest) {
    const { width, height } = this.picture
    this.scale = Math.max(Math.min(this.box.clientWidth / width, tallest / height, largest), smallest)
    this.picture.scale(this.scale)
    this.follow()
  }
}
