// A table whose rows lead to steps, or to anything else that has a number. The row is lit for the eye, the button in its first cell is for keys and ears.

const tables = new WeakMap()

// An instrument on the same page takes the step at once, and tells Python itself; without one, Python is asked.
function choose(position, trigger, steps) {
  if (!steps) return trigger("step", position)
  const request = new CustomEvent("graphlab:step", { detail: position, cancelable: true })
  if (document.dispatchEvent(request)) trigger("step", position)
}

function head(columns) {
  const cells = columns.map(({ title, number }) => make("th", { scope: "col", class: number ? "number" : "" }, title))
  return make("thead", {}, make("tr", {}, ...cells))
}

function row({ cells, position, current }, columns, open) {
  const line = make("tr", { class: [position === null ? "" : "open", current ? "current" : ""].join(" ").trim() })
  if (current) line.setAttribute("aria-current", "step")
  cells.forEach((text, i) => {
    const cell = make(i ? "td" : "th", { class: columns[i].number ? "number" : "" })
    if (!i) cell.scope = "row"
    cell.append(i || position === null ? text : make("button", { type: "button" }, text))
    line.append(cell)
  })
  // The button's own click rises to the row: one listener serves both, once.
  if (position !== null) line.onclick = () => String(getSelection()) || open(position)
  return line
}

export default function ({ parentElement: parent, data, setTriggerValue }) {
  if (!tables.has(parent)) {
    const box = make("div", { class: "box", role: "region", tabindex: "0" })
    parent.append(box)
    tables.set(parent, box)
  }
  const box = tables.get(parent)
  const buttons = () => [...box.querySelectorAll("button")]
  const focused = buttons().indexOf(box.getRootNode().activeElement)
  const rows = data.rows.map(one => row(one, data.columns, position => choose(position, setTriggerValue, data.steps)))
  box.setAttribute("aria-label", data.caption)
  box.replaceChildren(
    make("table", {}, make("caption", {}, data.caption), head(data.columns), make("tbody", {}, ...rows)),
  )
  if (focused >= 0) buttons()[focused]?.focus({ preventScroll: true })
  return () => {
    box.remove()
    tables.delete(parent)
  }
}
