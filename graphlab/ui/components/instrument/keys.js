// The keys of the instrument: arrow keys step, Home and End go to the ends, space plays; and which keys belong to others.

const KEYS = {
  ArrowRight: instrument => instrument.go(instrument.step + 1),
  ArrowLeft: instrument => instrument.go(instrument.step - 1),
  Home: instrument => instrument.go(0),
  End: instrument => instrument.go(instrument.last),
  PageDown: instrument => instrument.phase(1),
  PageUp: instrument => instrument.phase(-1),
  " ": instrument => instrument.playback.toggle(),
}

function pressed(instrument, event) {
  if (event.key === "Escape" && instrument.presenting) instrument.present()
  if (!KEYS[event.key] || event.shiftKey) return
  event.preventDefault()
  if (event.key !== " ") instrument.pause()
  KEYS[event.key](instrument)
}

const TYPING = "input, textarea, select, [contenteditable], [role=slider], [role=tab], [role=radio], [role=combobox]," +
  "[role=listbox], [role=option], [role=menu], [role=menuitem], [role=spinbutton], [role=grid], [role=dialog]"
const PRESSING = "button, a[href], summary, [role=button], [role=switch], [role=checkbox]"

// Whether a key belongs to something else: to a text, to another control, to the browser.
function isTaken(event) {
  const target = event.composedPath()[0]
  if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return true
  // The browser presses a focused button by itself.
  const inside = event.key === " " ? `${TYPING},${PRESSING}` : TYPING
  return Boolean(target.closest?.(inside))
}
