// The code beside the picture: the line of the step that the instrument shows is lit at once, without asking Python.

class Listing {
  constructor(parent) {
    this.root = make("div", { class: "listing", role: "region", tabindex: "0" })
    parent.append(this.root)
    this.onStep = event => this.light(event.detail)
    document.addEventListener("graphlab:at", this.onStep)
  }

  update({ data }) {
    const written = JSON.stringify(data.lines)
    if (written !== this.written) this.root.replaceChildren(...data.lines.map(([text, at]) => this.line(text, at, data)))
    this.written = written
    this.root.setAttribute("aria-label", data.label)
    this.light(data.step)
  }

  line(text, at, { turn }) {
    return make("div", { class: at === turn ? "turn" : "", "data-at": at }, text)
  }

  light(step) {
    for (const line of this.root.children) line.classList.toggle("lit", Number(line.dataset.at) === step)
    const lit = this.root.querySelector(".lit")
    // Only the box scrolls: the page must not move under whoever steps.
    if (lit) this.root.scrollTop = lit.offsetTop - this.root.clientHeight / 2
  }

  destroy() {
    document.removeEventListener("graphlab:at", this.onStep)
    this.root.remove()
  }
}

export default mounted(Listing)
