// The matrices of a node as tables over heat. A click or an arrow key chooses a cell, and what made it lights up at
// once: a cell fixes the dimensions of its own matrix, and its parts are lit wherever they agree with that.
// Python hears of it a moment later and writes the products. Of a large matrix only a window is here.

const REPORT_MS = 75
const TILE = 150 // px of the longer side of the picture of a whole matrix
const LEVELS = 15 // how many steps of colour on either side of 0
const MARKS = { first: "|◀", back: "◀", next: "▶", last: "▶|" }

const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1], Enter: [0, 0], " ": [0, 0] }

class Board {
  constructor(parent) {
    this.root = make("div", { class: "board" })
    parent.append(this.root)
    this.numbers = new PulledCells(this)
  }

  update({ data, setStateValue }) {
    this.setState = setStateValue
    const fresh = data.rev !== this.data?.rev
    const reveal = data.reveal > (this.data?.reveal ?? 0)
    this.data = data
    this.dark = isDark(this.root)
    if (fresh || !this.chosen) this.chosen = { ...data.chosen }
    paint(this.root, data.colours, data.swap, this.dark)
    this.draw(data.matrices)
    if (reveal) this.root.scrollIntoView({ block: "center", behavior: reducedMotion() ? "auto" : "smooth" })
  }

  draw(matrices) {
    this.matrices = new Map(matrices.map(matrix => [matrix.key, matrix]))
    const focused = this.focused()
    this.root.replaceChildren(...this.data.groups.map(keys => this.group(keys)))
    this.light()
    if (focused) this.refocus(focused)
  }

  focused() {
    const one = this.root.getRootNode().activeElement
    if (one?.dataset && this.root.contains(one)) return { ...one.dataset }
    return document.activeElement === document.body ? this.lost : undefined
  }

  // A cell whose window is still on its way gets the focus when it comes.
  refocus(focused) {
    const { act, matrix, pulls } = focused
    const button = `[data-act="${act}"][data-matrix="${matrix}"]`
    const again = pulls ? this.numbers.at(focused) : act ? this.root.querySelector(button) : this.cell(this.chosen)
    this.lost = again ? undefined : focused
    again?.focus({ preventScroll: true })
  }

  group(keys) {
    return make("div", { class: "group" }, ...keys.map(key => this.figure(this.matrices.get(key))))
  }

  figure(matrix) {
    const title = make("span", { class: matrix.gradient ? "name gradient" : "name value" }, matrix.title)
    const shape = make("span", { class: "shape" }, matrix.shape)
    const note = make("span", { class: "note", "data-note": matrix.key })
    const caption = make("figcaption", {}, title, " ", shape, note)
    const body = make("div", { class: "body" }, this.table(matrix))
    if (matrix.sign) body.prepend(make("span", { class: "sign", "aria-hidden": "true" }, matrix.sign))
    if (matrix.whole) body.append(this.tile(matrix))
    return make("figure", {}, caption, body, ...this.pagers(matrix))
  }

  table(matrix) {
    const [top, left] = this.starts(matrix)
    const head = matrix.cells[0].map((_, j) => make("th", { scope: "col" }, String(left + j + 1)))
    const rows = matrix.cells.map((line, i) => {
      const cells = line.map(([text, heat], j) => this.td(matrix, top + i, left + j, text, heat))
      return make("tr", {}, make("th", { scope: "row" }, String(top + i + 1)), ...cells)
    })
    const attributes = matrix.asked ? { role: "grid" } : {}
    const table = make("table", { ...attributes, "aria-label": `${matrix.title} ${matrix.shape}` },
      make("thead", {}, make("tr", {}, make("td"), ...head)), make("tbody", {}, ...rows))
    if (matrix.asked) table.onkeydown = event => this.key(event, matrix)
    return table
  }

  td(matrix, row, column, text, heat) {
    const cell = make("td", { "data-matrix": matrix.key, "data-row": row, "data-column": column }, text)
    if (heat) cell.style.setProperty("--heat", Math.abs(heat))
    cell.className = heat < 0 ? "low" : "high"
    if (matrix.pulls) cell.replaceChildren(this.numbers.cell(matrix, row, column, text))
    if (!matrix.asked) return cell
    cell.setAttribute("role", "gridcell")
    cell.tabIndex = -1
    cell.onclick = () => this.choose(matrix, row, column)
    return cell
  }

  // Where the window of a matrix begins, and how much of the matrix it shows, for rows and for columns.
  starts(matrix) {
    return matrix.axes.map(axis => this.data.windows[axis]?.[0] ?? 0)
  }

  sizes(matrix) {
    return [matrix.cells.length, matrix.cells[0].length]
  }

  tile(matrix) {
    const { rows, columns, levels } = matrix.whole
    const [height, width] = matrix.all
    const scale = TILE / Math.max(height, width)
    const canvas = make("canvas", { width: columns, height: rows, "aria-hidden": "true" })
    const size = [Math.max(width * scale, 36), Math.max(height * scale, 36)]
    const pen = canvas.getContext("2d")
    ;[...levels].forEach((level, i) => {
      const share = (parseInt(level, 36) - LEVELS) / LEVELS
      const colour = this.data.colours[share < 0 ? "low" : "high"]
      pen.fillStyle = this.dark ? this.data.swap[colour] : colour
      pen.globalAlpha = Math.abs(share)
      pen.fillRect(i % columns, Math.floor(i / columns), 1, 1)
    })
    const mark = make("i")
    const places = [1, 0].map(k => [this.starts(matrix)[k] / matrix.all[k], this.sizes(matrix)[k] / matrix.all[k]])
    mark.style.cssText = `left:${100 * places[0][0]}%;width:${100 * places[0][1]}%;` +
      `top:${100 * places[1][0]}%;height:${100 * places[1][1]}%`
    const tile = make("div", { class: "tile" }, canvas, mark)
    tile.style.cssText = `width:${size[0]}px;height:${size[1]}px`
    tile.onclick = ({ offsetX, offsetY }) => {
      this.show(matrix, 0, Math.floor((offsetY / size[1]) * height - this.sizes(matrix)[0] / 2))
      this.show(matrix, 1, Math.floor((offsetX / size[0]) * width - this.sizes(matrix)[1] / 2))
      this.report()
    }
    return tile
  }

  pagers(matrix) {
    return [0, 1].filter(k => matrix.all[k] > this.sizes(matrix)[k]).map(k => this.pager(matrix, k))
  }

  pager(matrix, k) {
    const { words } = this.data
    const start = this.starts(matrix)[k]
    const count = this.sizes(matrix)[k]
    const all = matrix.all[k]
    const goals = { first: 0, back: start - count, next: start + count, last: all - count }
    const button = (act, name) => {
      const one = make("button", { type: "button", title: name, "aria-label": `${matrix.title}: ${name}` }, MARKS[act])
      Object.assign(one.dataset, { act: `${act}${k}`, matrix: matrix.key })
      one.disabled = (act === "first" || act === "back" ? start <= 0 : start + count >= all)
      one.onclick = () => {
        this.show(matrix, k, goals[act])
        this.report()
      }
      return one
    }
    const range = (k ? words.columns : words.rows).replace("{first}", start + 1)
      .replace("{last}", start + count).replace("{all}", all)
    return make("div", { class: "pager" }, button("first", words.first), button("back", words.back),
      make("span", {}, range), button("next", words.next), button("last", words.last))
  }

  show(matrix, k, start) {
    const axis = matrix.axes[k]
    const window = this.data.windows[axis]
    if (window) window[0] = Math.max(0, Math.min(start, matrix.all[k] - window[1]))
  }

  key(event, matrix) {
    const step = STEPS[event.key]
    if (!step || event.altKey || event.ctrlKey || event.metaKey) return
    event.preventDefault()
    // While a window is on its way from Python, its cells cannot have the focus yet.
    const { row, column } = this.chosen.matrix === matrix.key ? this.chosen : event.target.dataset
    const wanted = [row, column].map((at, k) => Math.min(Math.max(Number(at) + step[k], 0), matrix.all[k] - 1))
    wanted.forEach((at, k) => {
      const start = this.starts(matrix)[k]
      const count = this.sizes(matrix)[k]
      if (at < start) this.show(matrix, k, at)
      if (at >= start + count) this.show(matrix, k, at - count + 1)
    })
    this.choose(matrix, ...wanted)
  }

  choose(matrix, row, column) {
    this.chosen = { matrix: matrix.key, row, column }
    this.light()
    this.cell(this.chosen)?.focus({ preventScroll: true })
    this.report()
  }

  report() {
    clearTimeout(this.reporting)
    const starts = Object.fromEntries(Object.entries(this.data.windows).map(([axis, [start]]) => [axis, start]))
    this.reporting = setTimeout(() => this.setState("cell", { value: { ...this.chosen, starts }, rev: this.data.rev }), REPORT_MS)
  }

  cell({ matrix, row, column }) {
    return this.root.querySelector(`td[data-matrix="${matrix}"][data-row="${row}"][data-column="${column}"]`)
  }

  light() {
    const { matrix, row, column } = this.chosen
    const own = this.matrices.get(matrix)
    const fixed = {}
    own.axes.forEach((axis, k) => axis && (fixed[axis] = [row, column][k]))
    for (const td of this.root.querySelectorAll("td[data-matrix]")) {
      const axes = this.matrices.get(td.dataset.matrix).axes
      const place = [Number(td.dataset.row), Number(td.dataset.column)]
      const part = td.dataset.matrix in own.parts
      td.classList.toggle("lit", part && axes.every((axis, k) => !(axis in fixed) || fixed[axis] === place[k]))
      td.classList.remove("chosen")
      if (td.tabIndex === 0) td.tabIndex = -1
    }
    for (const one of this.root.querySelectorAll("[aria-selected]")) one.removeAttribute("aria-selected")
    const chosen = this.cell(this.chosen)
    chosen?.classList.add("chosen")
    chosen?.setAttribute("aria-selected", "true")
    this.reachable(chosen)
    for (const note of this.root.querySelectorAll("[data-note]")) note.textContent = this.note(note.dataset.note, fixed)
  }

  // One cell of every matrix that can be asked is reached by the tab key, the arrows do the rest.
  reachable(chosen) {
    for (const table of this.root.querySelectorAll("table[role=grid]")) {
      const entry = table.contains(chosen) ? chosen : table.querySelector("td[role=gridcell]")
      if (entry) entry.tabIndex = 0
    }
  }

  // "column 2 is row 2 of Xᵀ": what is lit in a matrix, and as what it enters the product.
  note(key, fixed) {
    const own = this.matrices.get(this.chosen.matrix)
    const { axes, title } = this.matrices.get(key)
    const { words } = this.data
    const held = [0, 1].filter(k => axes[k] in fixed)
    if (!(key in own.parts) || held.length !== 1) return ""
    const turned = own.parts[key]
    const text = held[0] ? (turned ? words.turned_column : words.column) : turned ? words.turned_row : words.row
    return text.replaceAll("{number}", fixed[axes[held[0]]] + 1).replace("{name}", title)
  }

  destroy() {
    clearTimeout(this.reporting)
    this.numbers.destroy()
    this.root.remove()
  }
}

export default mounted(Board)
