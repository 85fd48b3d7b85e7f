// Code and picture point at each other: a line of the code rings its node, a node lights its lines.

const RING_GAP = 7 // px between a node and the ring round it

class Pointing {
  constructor(instrument) {
    this.instrument = instrument
    this.ring = makeDrawn("svg", { class: "marks ringed", "aria-hidden": "true" })
    instrument.viewport.sizer.append(this.ring)
  }

  // The pointer is on the line of a position; on none: null.
  line(at) {
    const { figure } = this.instrument
    this.ring.replaceChildren()
    const target = at && figure?.svg.querySelector(`[data-node="${figure.meta.acting[at - 1]}"] rect`)
    if (!target) return
    const [x, y, width, height] = ["x", "y", "width", "height"].map(name => Number(target.getAttribute(name)))
    const whole = Math.min(width, height) + 2 * RING_GAP
    const ring = makeDrawn("rect", {
      x: x - RING_GAP, y: y - RING_GAP, width: width + 2 * RING_GAP, height: height + 2 * RING_GAP, rx: whole / 2,
    }) // prettier-ignore
    const stacked = target.closest("[transform]")?.getAttribute("transform")
    this.ring.setAttribute("viewBox", `0 0 ${figure.width} ${figure.height}`)
    this.ring.append(makeDrawn("g", stacked ? { transform: stacked } : {}, ring))
  }

  // The pointer is on a node; on none: null. What a leaf's gradient needs last completes it.
  node(node) {
    if (node === this.pointed) return
    this.pointed = node
    const { explanation, figure } = this.instrument
    if (node === null) return explanation.point([])
    const acting = figure.meta.acting.flatMap((one, i) => (one === node ? [i + 1] : []))
    explanation.point(acting.length ? acting : (figure.meta.jump[node] ?? []).filter(at => at !== null))
  }
}
