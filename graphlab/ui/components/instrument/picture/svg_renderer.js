// The picture as SVG, behind the interface of PictureBuffers: the marks of all positions stand in one drawing, and a step
// shows and hides them. What can be pointed at (class "hit") tells its title; what can be clicked has data-node or
// data-act.

const TIP_GAP = 12 // pixels from the mark to its tooltip
const NEAR = 20 // pixels from the pointer to the mark that it means, as in plotly

class SvgRenderer {
  constructor(parent, onClick, onPoint) {
    this.onPoint = onPoint
    this.plot = make("div", { class: "plot shown", "aria-hidden": "true" })
    this.tip = make("div", { class: "tip", "aria-hidden": "true", hidden: "" })
    parent.append(this.plot, this.tip)
    this.plot.onclick = event => {
      const { node, act } = this.nearest(event)?.dataset ?? {}
      if (node ?? act) onClick(node ? Number(node) : act, event.shiftKey)
    }
    this.plot.onpointermove = this.plot.onpointerdown = event => this.point(this.nearest(event))
    // A finger leaves at once; its tooltip stays until something else is touched.
    this.plot.onpointerleave = ({ pointerType }) => pointerType === "mouse" && this.point(null)
  }

  read({ svg }) {
    this.picture = new Picture(svg)
    for (const title of this.picture.svg.querySelectorAll(".hit > title")) {
      title.parentNode.dataset.tip = title.textContent
      title.remove() // the browser's own tooltip comes late, and never on touch
    }
    this.plot.replaceChildren(this.picture.svg)
    return this.picture
  }

  size(width, height, scale) {
    this.picture.scale(scale)
    this.point(null)
  }

  show(picture, step) {
    this.point(null)
    picture.show(step)
  }

  // The numbers that can be pulled: the name of their input, from which position on they are there, and their boxes as
  // shares of the picture.
  numbers() {
    const { svg, width, height } = this.picture
    return [...svg.querySelectorAll("[data-pulls]")].map(mark => {
      const { display } = mark.style
      mark.style.display = "inline"
      const box = mark.getBBox()
      mark.style.display = display
      const [first] = (mark.dataset.at ?? "0").split("-").map(Number)
      const shares = { x: box.x / width, y: box.y / height, width: box.width / width, height: box.height / height }
      return { name: mark.dataset.pulls, first, ...shares }
    })
  }

  // The visible mark whose box is nearest; of several that hold the pointer, the topmost.
  nearest({ clientX: x, clientY: y }) {
    let [found, least] = [null, NEAR]
    for (const mark of this.plot.querySelectorAll(".hit")) {
      const { left, right, top, bottom, width } = mark.getBoundingClientRect()
      const away = Math.hypot(Math.max(left - x, 0, x - right), Math.max(top - y, 0, y - bottom))
      if (width && away <= least) [found, least] = [mark, away]
    }
    return found
  }

  // The tooltip stands to the right of the mark, to the left where there is no room, and inside the picture.
  point(mark) {
    this.tip.hidden = !mark?.dataset.tip
    this.onPoint(mark?.dataset.node === undefined ? null : Number(mark.dataset.node))
    this.plot.classList.toggle("over", Boolean(mark?.dataset.node ?? mark?.dataset.act))
    if (this.tip.hidden) return
    this.tip.textContent = mark.dataset.tip
    const inside = this.plot.getBoundingClientRect()
    const { left, right, top, bottom } = mark.getBoundingClientRect()
    const { offsetWidth, offsetHeight } = this.tip
    const beside = right - inside.left + TIP_GAP
    const x = beside + offsetWidth <= inside.width ? beside : left - inside.left - TIP_GAP - offsetWidth
    const y = Math.min((top + bottom) / 2 - inside.top - offsetHeight / 2, inside.height - offsetHeight)
    this.tip.style.translate = `${Math.max(x, 0)}px ${Math.max(y, 0)}px`
  }
}
