// The whole picture as a small map, where a presentation shows a part of it: its nodes, the acting one, and what is seen.

const MAP_WIDTH = 200

class SmallMap {
  constructor(parent) {
    this.root = makeDrawn("svg", { class: "marks map", "aria-hidden": "true", width: MAP_WIDTH })
    this.seen = makeDrawn("rect", { class: "seen" })
    parent.append(this.root)
  }

  // `seen` is the part of the picture that is seen: left, top, width, height; without it there is no map.
  show(picture, step, seen) {
    this.root.style.display = seen ? "" : "none"
    if (!seen) return
    if (picture !== this.picture) this.draw(picture)
    const acting = step ? picture.meta.acting[step - 1] : undefined
    for (const [node, dot] of this.dots) dot.classList.toggle("now", node === acting)
    for (const [i, name] of ["x", "y", "width", "height"].entries()) this.seen.setAttribute(name, seen[i])
  }

  draw(picture) {
    this.picture = picture
    const { width, height } = picture
    this.root.setAttribute("viewBox", `0 0 ${width} ${height}`)
    this.root.setAttribute("height", (MAP_WIDTH * height) / width)
    const size = width / 60
    this.dots = new Map()
    for (const mark of picture.svg.querySelectorAll("[data-node]")) {
      const target = mark.querySelector("rect")
      const node = Number(mark.dataset.node)
      if (!target || this.dots.has(node)) continue
      const [x, y, wide, high] = ["x", "y", "width", "height"].map(name => Number(target.getAttribute(name)))
      this.dots.set(node, makeDrawn("circle", { cx: x + wide / 2, cy: y + high / 2, r: size }))
    }
    this.root.replaceChildren(...this.dots.values(), this.seen)
  }
}
