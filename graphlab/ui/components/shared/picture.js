// A picture that Python made as SVG. It is read as XML, so nothing in it can be anything but shapes and texts; what could
// act (scripts, links, handlers) is left out all the same. In front of it stands positions.js.

const SHAPES = new Set(["svg", "g", "path", "circle", "rect", "line", "text", "tspan", "title", "desc", "clipPath", "defs"])

// The SVG element; undefined where the text is none.
function readSvg(text) {
  const svg = new DOMParser().parseFromString(text, "image/svg+xml").documentElement
  if (svg.localName !== "svg") return undefined
  for (const one of [...svg.querySelectorAll("*")]) if (!SHAPES.has(one.localName)) one.remove()
  for (const one of [svg, ...svg.querySelectorAll("*")]) {
    for (const { name } of [...one.attributes]) if (/^on|href/i.test(name)) one.removeAttribute(name)
  }
  return document.importNode(svg, true)
}

class Picture {
  constructor(text) {
    this.svg = readSvg(text)
    this.show = positions(this.svg)
    this.width = Number(this.svg.getAttribute("width"))
    this.height = Number(this.svg.getAttribute("height"))
    // Counts of steps, where each node acts, what acts at each step, and the place of that at each position, in px.
    this.meta = JSON.parse(this.svg.dataset.meta)
    this.last = this.meta.focus.length - 1
  }

  scale(by) {
    this.svg.setAttribute("width", this.width * by)
    this.svg.setAttribute("height", this.height * by)
  }
}
