// A number that has just come travels along its edge to its place: a copy of it above the picture, which stands whole at
// once and never waits. Works on the SVG, whichever renderer is seen.

const TRAVEL_MS = 200 // at 1×
const PIECES = 12 // of the way, straight each

class Travel {
  constructor(parent) {
    this.root = makeDrawn("svg", { class: "marks travel", "aria-hidden": "true" })
    this.moved = -Infinity
    parent.append(this.root)
  }

  // Only one step onward has something come; whoever steps on before it has arrived wants to see the pictures alone.
  follow(picture, step, speed) {
    const other = picture !== this.picture
    const onward = !other && step === this.step + 1
    const same = !other && step === this.step
    Object.assign(this, { picture, step })
    if (same) return
    const now = performance.now()
    const time = TRAVEL_MS / speed
    const hurried = now - this.moved < time
    this.moved = other ? -Infinity : now // a picture that has just opened moves nothing that a step would cut short
    this.root.replaceChildren() // which ends what is under way
    if (!onward || hurried || reducedMotion()) return
    this.root.setAttribute("viewBox", `0 0 ${picture.width} ${picture.height}`)
    this.root.setAttribute("font-family", picture.svg.getAttribute("font-family"))
    for (const label of this.coming(picture, step)) this.send(label, time)
  }

  coming(picture, step) {
    return [...picture.svg.querySelectorAll("[data-along]")].filter(label => parseInt(label.dataset.at) === step)
  }

  send(label, duration) {
    const copy = makeDrawn("g", {}, ...[...label.children].map(one => one.cloneNode(true)))
    const stacked = label.closest("[transform]")?.getAttribute("transform")
    const place = makeDrawn("g", stacked ? { transform: stacked } : {}, copy)
    this.root.append(place)
    const { x, y, width, height } = copy.getBBox()
    const way = this.way(label.dataset.along, [x + width / 2, y + height / 2])
    const frames = way.map(([dx, dy]) => ({ transform: `translate(${dx}px, ${dy}px)` }))
    copy.animate(frames, { duration, easing: "ease-out" }).onfinish = () => place.remove()
  }

  // From the beginning of the line to where the label stands beside it, relative to the label's place.
  way(line, [x, y]) {
    const path = makeDrawn("path", { d: line })
    const whole = path.getTotalLength()
    const points = Array.from({ length: PIECES + 1 }, (_, i) => path.getPointAtLength((i / PIECES) * whole))
    const far = points.map(point => Math.hypot(point.x - x, point.y - y))
    const goal = far.indexOf(Math.min(...far))
    return points.slice(0, goal + 1).map(point => [point.x - points[goal].x, point.y - points[goal].y])
  }
}
