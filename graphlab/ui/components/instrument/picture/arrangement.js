// What stands where: on a wide screen the explanation beside the picture, or below a picture that is wide itself, all
// inside the window; on a narrow one everything in one column, code and fields folded.

const SMALLEST = 0.75 // below this the picture scrolls, because its numbers would become unreadable
const LARGEST = 1.35
const LEGIBLE = 22 / 16 // in a lecture hall
const TALLEST = 0.46 // of the window, where the picture stands by itself
const WIDE = 1100 // px of the instrument from which on there is room for two columns
const GAP = 12
const FLAT = 3 // width to height from which on a picture takes the whole width
const BESIDE = 0.62 // of the width goes to the picture beside which the explanation stands
const TALL = 440 // beside a low picture the explanation is as tall as this
const COMPACT = 360 // as tall at most, beside a picture that is lower, where more is to be seen below
const CODE = 110 // px of code below the text, at least
const LOW = 150 // below the picture the explanation is as tall as this at least
const SHARE = 0.425 // of the height is the picture's that stands above, as far as it needs it; longer texts scroll
const FRAME = 48 // around the texts of the explanation, with the line that says where one is
const CRAMPED = 1.5 // times the height that the fields leave to the text: where it needs more, they stand below
const SCROLLBAR = 12 // px at most, of a text that scrolls
const WORDS = 0.58 // of the explanation's width below the picture

class Arrangement {
  constructor(instrument) {
    this.instrument = instrument
    this.narrow = undefined
  }

  // The height that the window leaves for the instrument, where it is scrolled to its top.
  get room() {
    const { root } = this.instrument
    const scroller = root.getRootNode().host?.closest(".stMain")
    const from = scroller ? scroller.scrollTop - scroller.getBoundingClientRect().top : scrollY
    return innerHeight - (root.getBoundingClientRect().top + from) - GAP
  }

  // Returns the largest width and height of the picture, and its smallest scale.
  place() {
    const { instrument } = this
    const { root, figure, data, viewport } = instrument
    const { frame, presenting } = viewport
    this.fold(root.clientWidth < WIDE)
    const explained = Boolean(data.explanation) && !presenting
    const wide = explained && root.clientWidth >= WIDE
    const beside = wide && this.isBeside(figure, root.clientWidth, data)
    root.classList.toggle("beside", Boolean(beside))
    root.classList.toggle("under", Boolean(wide && !beside))
    root.classList.toggle("compact", Boolean(beside && data.explanation.compact))
    root.classList.remove("cramped") // the text is measured without
    frame.style.height = ""
    if (presenting) return { width: frame.clientWidth, height: frame.clientHeight, smallest: LEGIBLE }
    if (!wide && !this.instrument.second.root.hidden) {
      this.instrument.second.fit(Math.max(TALLEST * innerHeight, 320), SMALLEST, LARGEST)
    }
    if (!wide) return { width: frame.clientWidth, height: Math.max(TALLEST * innerHeight, 320), smallest: SMALLEST }
    return beside ? this.placeBeside(figure) : this.placeAbove(figure)
  }

  isBeside({ width, height }, whole, data) {
    const flat = data.explanation.compact ? Infinity : FLAT
    return !data.beside && width / height <= flat && (whole * BESIDE) / width >= SMALLEST
  }

  // What stands below the picture in any case.
  get below() {
    const { fields, bar } = this.instrument
    const rest = fields.root.hidden ? 0 : fields.root.offsetHeight + GAP
    return { bar: bar.root.offsetHeight + GAP, fields: rest }
  }

  placeBeside({ width, height }) {
    const { root, explanation, viewport, data } = this.instrument
    const { frame } = viewport
    const { bar, fields } = this.below
    const most = Math.max(this.room - fields, 300)
    const own = Math.min(frame.clientWidth / width, LARGEST) * height + bar
    const text = explanation.tallest(explanation.root.clientWidth - 30) + FRAME + CODE
    const whole = data.explanation.compact ? Math.max(own, Math.min(text, COMPACT)) : Math.min(Math.max(own, text, TALL), most)
    root.style.setProperty("--text", `${whole}px`)
    frame.style.height = `${whole - bar}px`
    explanation.reveal()
    return { width: frame.clientWidth - 2, height: whole - bar - 2, smallest: SMALLEST }
  }

  // Where picture and text need far more than the window has, the fields stand below it.
  placeAbove({ width, height }) {
    const { root, explanation, second, viewport } = this.instrument
    const { frame } = viewport
    const { bar, fields } = this.below
    const title = second.root.hidden ? 0 : second.title.offsetHeight + GAP / 2
    const whole = this.room - bar - title - GAP
    const smallest = SMALLEST * height + 2
    const own = Math.max(Math.min(frame.clientWidth / width, LARGEST) * height + 2, smallest)
    const need = Math.max(explanation.tallest((root.clientWidth - 54) * WORDS - SCROLLBAR, true) + FRAME, LOW)
    const least = Math.min(smallest, SHARE * whole)
    const room = need > CRAMPED * (whole - fields - least) ? whole : whole - fields
    const text = Math.max(Math.min(need, room - least), LOW)
    const tall = Math.max(Math.min(own, room - text), Math.min(least, room - LOW))
    const left = Math.max(Math.min(need, room - tall), LOW)
    root.style.setProperty("--text", `${left}px`)
    root.classList.toggle("cramped", left < need)
    if (!second.root.hidden) second.fit(tall, SMALLEST, LARGEST)
    explanation.reveal()
    return { width: frame.clientWidth - 2, height: tall, smallest: SMALLEST }
  }

  // A screen that becomes narrow folds code and fields once; on a wide one they are always open.
  fold(narrow) {
    if (narrow === this.narrow) return
    this.narrow = narrow
    const phone = narrow && innerWidth <= 640
    for (const one of this.instrument.root.querySelectorAll(".fold")) one.open = !phone
  }
}
