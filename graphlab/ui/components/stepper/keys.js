// The keys of the stepper: arrow keys step, Home and End go to the ends, space plays; and which keys belong to others.

const KEYS = {
  ArrowRight: stepper => stepper.go(stepper.step + 1),
  ArrowLeft: stepper => stepper.go(stepper.step - 1),
  Home: stepper => stepper.go(0),
  End: stepper => stepper.go(stepper.last),
  PageDown: stepper => stepper.phase(1),
  PageUp: stepper => stepper.phase(-1),
  " ": stepper => stepper.playback.toggle(),
}

function pressed(stepper, event) {
  if (event.key === "Escape" && stepper.presenting) stepper.present()
  if (!KEYS[event.key] || event.shiftKey) return
  event.preventDefault()
  if (event.key !== " ") stepper.pause()
  KEYS[event.key](stepper)
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
