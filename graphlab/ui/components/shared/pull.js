// Numbers that are pulled sideways: by which steps they change, and the hand that pulls them.

const PIXELS = 4 // that the hand moves for one step
const SLACK = 4 // pixels until a press becomes a pull

// A step that comes out well: 1 or 2 percent of a number, as 1, 2 or 5 times a power of ten.
function stepOf(number) {
  const percent = Math.abs(number) / 100
  if (!(percent > 0)) return 0.1
  const power = 10 ** Math.floor(Math.log10(2 * percent))
  if (power >= percent) return power
  return 2 * power < percent && 5 * power <= 2 * percent ? 5 * power : 2 * power
}

// The number so many steps further, on the grid of the steps.
function stepsFrom(number, steps, step) {
  if (!steps) return number
  const place = number / step
  const near = Math.round(place)
  const start = Math.abs(place - near) < 1e-6 ? near : steps > 0 ? Math.floor(place) : Math.ceil(place)
  return Number(((start + steps) * step).toPrecision(12))
}

const factorOf = ({ shiftKey, altKey }) => (shiftKey ? 10 : altKey ? 0.1 : 1)

// The steps of a key, undefined where the key is none that pulls.
function keySteps(event) {
  return event.ctrlKey || event.metaKey ? undefined : { ArrowUp: 1, ArrowDown: -1 }[event.key]
}

// At a press `begin` returns what is pulled, with `move(steps, factor)`, `end()` and `cancel()`, or undefined.
function watchPull(element, begin) {
  let pull
  const move = event => {
    if (event.pointerId !== pull.id) return
    const by = event.clientX - pull.x
    if (!pull.moving && Math.abs(by) < SLACK) return
    if (!pull.moving) element.setPointerCapture(pull.id)
    pull.moving = true
    pull.of.move(Math.round(by / PIXELS), factorOf(event))
  }
  const stop = name => event => {
    if (event.pointerId !== undefined && event.pointerId !== pull.id) return
    const { of, moving, heard } = pull
    pull = undefined
    heard.abort()
    if (!moving) return
    of[name]()
    // The browser takes it for a click.
    const swallow = click => click.preventDefault()
    element.addEventListener("click", swallow, { capture: true })
    setTimeout(() => element.removeEventListener("click", swallow, { capture: true }))
  }
  element.addEventListener("pointerdown", event => {
    const of = !pull && event.isPrimary && event.button === 0 && begin(event)
    if (!of) return
    const heard = new AbortController()
    const { signal } = heard
    pull = { of, heard, id: event.pointerId, x: event.clientX, moving: false }
    document.addEventListener("pointermove", move, { signal })
    document.addEventListener("pointerup", stop("end"), { signal })
    document.addEventListener("pointercancel", stop("cancel"), { signal })
    document.addEventListener("keydown", key => key.key === "Escape" && stop("cancel")(key), { signal })
  })
}
