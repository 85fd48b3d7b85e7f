// Swiping, dragging and pinching on the picture.

const SWIPE = 40 // pixels

// A sideways swipe steps, unless the picture is larger than its box: then it scrolls.
function watchSwipe(box, onSwipe) {
  let start = null
  const place = touch => [touch.clientX, touch.clientY]
  box.ontouchstart = ({ touches }) => {
    start = touches.length === 1 && !box.classList.contains("wide") ? place(touches[0]) : null
  }
  box.ontouchend = ({ changedTouches }) => {
    if (!start) return
    const [x, y] = place(changedTouches[0]).map((at, i) => at - start[i])
    if (Math.abs(x) > SWIPE && Math.abs(x) > 2 * Math.abs(y)) onSwipe(x < 0 ? 1 : -1)
  }
}

// Two fingers zoom the picture instead of the page.
function watchPinch(box, scale, onPinch) {
  let start = null
  const spread = ([one, other]) => Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY)
  box.addEventListener("touchstart", ({ touches }) => {
    start = touches.length === 2 ? { spread: spread(touches), scale: scale() } : null
  })
  box.addEventListener("touchend", () => (start = null))
  const move = event => {
    if (!start || event.touches.length !== 2) return
    event.preventDefault()
    const [one, other] = event.touches
    const middle = [(one.clientX + other.clientX) / 2, (one.clientY + other.clientY) / 2]
    onPinch((start.scale * spread(event.touches)) / start.spread, ...middle)
  }
  box.addEventListener("touchmove", move, { passive: false })
}

// With a mouse a large picture is drawn along; fingers scroll it without our help.
// Plotly lays a cover over the page while a button is down, hence the listeners on the document.
function watchDrag(box, onDrag) {
  let last = null
  let dragging = false
  const move = event => {
    if (!last) return
    const [x, y] = [event.clientX - last[0], event.clientY - last[1]]
    if (!dragging && Math.hypot(x, y) < 4) return
    if (!dragging) onDrag((dragging = true))
    box.scrollBy(-x, -y)
    last = [event.clientX, event.clientY]
  }
  const up = () => {
    last = null
    if (dragging) setTimeout(() => onDrag((dragging = false))) // after plotly's own click
  }
  box.onpointerdown = event => {
    const starts = event.pointerType === "mouse" && event.button === 0 && box.classList.contains("wide")
    last = starts ? [event.clientX, event.clientY] : null
  }
  document.addEventListener("pointermove", move)
  document.addEventListener("pointerup", up)
  return () => {
    document.removeEventListener("pointermove", move)
    document.removeEventListener("pointerup", up)
  }
}
