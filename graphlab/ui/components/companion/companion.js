// A second picture that follows the steps of the instrument on the page. In front of it stands second_picture.js.

const LARGEST = 1.35 // as the instrument's own picture
const TALLEST = 0.46
const SMALLEST = 0.7 // below this the picture scrolls

class Companion {
  constructor(parent) {
    this.second = new SecondPicture(parent)
    this.onAt = event => this.go(event.detail)
    document.addEventListener("graphlab:at", this.onAt)
    this.sizes = new ResizeObserver(() => this.fit())
    this.sizes.observe(this.second.root)
  }

  // The step is Python's only at first: from then on the instrument's own word counts.
  update({ data }) {
    this.second.read(data)
    this.step ??= data.step
    this.fit()
    this.second.show(this.step)
  }

  // The instrument's picture comes first on the screen.
  go(step) {
    this.step = step
    clearTimeout(this.timer)
    requestAnimationFrame(() => (this.timer = setTimeout(() => this.second.show(step))))
  }

  fit() {
    if (this.second.picture) this.second.fit(Math.max(TALLEST * innerHeight, 320), SMALLEST, LARGEST)
  }

  destroy() {
    clearTimeout(this.timer)
    this.sizes.disconnect()
    document.removeEventListener("graphlab:at", this.onAt)
    this.second.root.remove()
  }
}

export default mounted(Companion)
