// Drag over a chart of the page to see that part of its axis; a double click, or the button, brings back all of it.
// The charts are Streamlit's: we listen, draw the dragged part over them, and report to Python, which holds the span.

// A click may move the pointer by less than so many pixels.
const LEAST = 5

class Zoom {
  constructor(parent) {
    this.hint = make("span", { class: "hint" })
    this.button = make("button", { type: "button" })
    this.band = make("div", { class: "band" })
    this.root = make("div", { class: "zoom" }, this.hint, this.button, this.band)
    parent.append(this.root)
    this.button.addEventListener("click", () => this.show(this.data.whole))
    this.begin = event => this.pressed(event)
    this.again = event => this.under(event) && this.show(this.data.whole)
    document.addEventListener("mousedown", this.begin)
    document.addEventListener("dblclick", this.again)
  }

  update({ data, setTriggerValue }) {
    this.data = data
    this.show = span => setTriggerValue("span", span)
    this.hint.textContent = data.words.hint
    this.button.textContent = data.words.all
    this.button.hidden = !data.zoomed
  }

  // The chart under the pointer, and the margins around its curves; not its title and its legend.
  under({ target, clientY }) {
    for (const [key, margins] of Object.entries(this.data.charts)) {
      const chart = target.closest(`.st-key-${key} .stEChartsChart`)
      if (chart && clientY - chart.getBoundingClientRect().top >= margins.top) return { chart, margins }
    }
  }

  pressed(event) {
    const found = event.button === 0 && this.under(event)
    if (!found) return
    event.preventDefault()
    this.release()
    this.move = ({ clientX }) => this.draw(found, event.clientX, clientX)
    this.end = ({ clientX }) => {
      this.release()
      if (Math.abs(clientX - event.clientX) >= LEAST) this.show([event.clientX, clientX].map(x => this.place(found, x)))
    }
    document.addEventListener("mousemove", this.move)
    document.addEventListener("mouseup", this.end)
  }

  draw({ chart, margins }, ...ends) {
    const { left, right, top, bottom } = chart.getBoundingClientRect()
    const [from, to] = ends.map(x => Math.min(Math.max(x, left + margins.left), right - margins.right)).sort((a, b) => a - b)
    Object.assign(this.band.style, {
      display: "block",
      left: `${from}px`,
      width: `${to - from}px`,
      top: `${top + margins.top}px`,
      height: `${bottom - top - margins.top - margins.bottom}px`,
    })
  }

  // The iteration at a place on the screen.
  place({ chart, margins }, x) {
    const box = chart.getBoundingClientRect()
    const share = (x - box.left - margins.left) / (box.width - margins.left - margins.right)
    const [first, last] = this.data.axis
    return Math.round(first + Math.min(Math.max(share, 0), 1) * (last - first))
  }

  release() {
    this.band.style.display = "none"
    document.removeEventListener("mousemove", this.move)
    document.removeEventListener("mouseup", this.end)
  }

  destroy() {
    this.release()
    document.removeEventListener("mousedown", this.begin)
    document.removeEventListener("dblclick", this.again)
    this.root.remove()
  }
}

export default mounted(Zoom)
