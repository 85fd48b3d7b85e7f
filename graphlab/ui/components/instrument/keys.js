// The keys of the instrument: arrow keys step, Home and End go to the ends, space plays; and which keys belong to others.

const KEYS = {
  ArrowRight: instrument => instrument.next(),
  ArrowLeft: instrument => instrument.go(instrument.step - 1),
  Home: instrument => instrument.go(0),
  End: instrument => instrument.go(instrument.last),
  PageDown: instrument => instrument.phase(1),
  PageUp: instrument => instrument.phase(-1),
  " ": instrument => instrument.playback.toggle(),
}
const SHOWN = [
  ["← →", "key_step"], ["Home End", "key_ends"], ["Space", "key_play"], ["PageUp PageDown", "key_phase"],
  ["↑ ↓", "key_pull"], ["Ctrl+Z", "key_undo"], ["Enter →", "key_ask"], ["Esc", "key_leave"], ["?", "key_keys"],
]
// A dialog that was just closed may keep the focus until the next frame.
const TYPING = "input, textarea, select, [contenteditable], [role=slider], [role=tab], [role=radio], [role=combobox]," +
  "[role=listbox], [role=option], [role=menu], [role=menuitem], [role=spinbutton]:not(.handle), [role=grid], [role=dialog], dialog[open]"
const PRESSING = "button, a[href], summary, [role=button], [role=switch], [role=checkbox]"
// What a mouse presses without wanting to type or to choose there afterwards.
const PRESSED = "button, label, summary, [role=tab], [role=radio], [role=switch], [role=checkbox], [role=button]"
const KEEPING = "input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable], [aria-haspopup]," +
  "[role=combobox], [role=listbox], [role=option], [role=dialog], [role=menu], [role=slider]," +
  "[data-testid=stPopoverBody], [data-baseweb=popover], dialog"

function pressed(instrument, event) {
  const { key } = event
  if (key === "Escape" && instrument.viewport.presenting) instrument.viewport.present()
  if (key === "?") return instrument.keys.open()
  if (!KEYS[key] || event.shiftKey || scrolls(instrument, key)) return
  event.preventDefault()
  if (key !== " ") instrument.pause()
  KEYS[key](instrument)
}

// Keys that scroll a page do so, unless the instrument is in sight and has the focus; space also plays where nothing
// has the focus.
function scrolls(instrument, key) {
  if (instrument.viewport.presenting || !(key === " " || key === "PageDown" || key === "PageUp")) return false
  const { top, bottom } = instrument.root.getBoundingClientRect()
  const inside = instrument.root.getRootNode().activeElement !== null
  const free = key === " " && document.activeElement === document.body
  return bottom <= 0 || top >= innerHeight || !(inside || free)
}

// Whether a key belongs to something else: to a text, to another control, to the browser.
function isTaken(event) {
  const target = event.composedPath()[0]
  if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return true
  // The browser presses a focused button by itself.
  const inside = event.key === " " ? `${TYPING},${PRESSING}` : TYPING
  return Boolean(target.closest?.(inside))
}

// After a click of the mouse on a tab, a switch or a button of the page the keys are the instrument's again; the
// keyboard keeps its place.
function givesBack(event) {
  const [target] = event.composedPath()
  return event.detail > 0 && Boolean(target.closest?.(PRESSED)) && !event.composedPath().some(one => one.matches?.(KEEPING))
}

// The list of the keys.
class Keys {
  constructor() {
    this.root = make("dialog", { class: "keys" })
    this.root.onclick = event => event.target === this.root && this.root.close()
  }

  read(words) {
    const close = make("button", { type: "button" }, words.close)
    close.onclick = () => this.root.close()
    const rows = SHOWN.flatMap(([names, word]) => [
      make("dt", {}, ...names.split(" ").map(name => make("kbd", {}, name))),
      make("dd", {}, words[word]),
    ])
    this.root.setAttribute("aria-label", words.keys)
    this.root.replaceChildren(make("h3", {}, words.keys), make("dl", {}, ...rows), close)
  }

  open() {
    if (!this.root.open) this.root.showModal()
  }
}
