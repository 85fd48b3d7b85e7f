// The numbers of an input can be pulled in its cells: with the hand, and with the keys ↑ and ↓.

class PulledCells {
  constructor(board) {
    this.board = board
    const { root } = board
    watchPull(root, ({ target }) => this.by(target.closest("[data-pulls]")?.dataset))
    root.addEventListener("keydown", event => this.key(event))
    root.addEventListener("keyup", event => keySteps(event) && this.letGo("end"))
    this.follows = ({ detail }) => this.follow(detail.matrices)
    document.addEventListener("graphlab:pull answered", this.follows)
  }

  // A number that can be pulled; one of each matrix is a stop of the Tab key.
  cell(matrix, row, column, text) {
    const [top, left] = this.board.starts(matrix)
    const number = matrix.numbers[row - top][column - left]
    const place = { 0: "", 1: `[${row + column}]`, 2: `[${row}, ${column}]` }[matrix.indices]
    const spin = make("span", { role: "spinbutton", tabindex: row === top && column === left ? 0 : -1,
      "aria-label": matrix.pulls + place, "aria-valuenow": number, "aria-valuetext": number }, text) // prettier-ignore
    Object.assign(spin.dataset, { pulls: matrix.pulls + place, matrix: matrix.key, row, column, number })
    if (this.pull?.name === spin.dataset.pulls) spin.dataset.was = this.pull.number
    return spin
  }

  at({ matrix, row, column }) {
    return this.board.root.querySelector(`[data-pulls][data-matrix="${matrix}"][data-row="${row}"][data-column="${column}"]`)
  }

  // The instrument does what there is to do for a number that is pulled, and lets this table know.
  by(spin) {
    if (!spin) return undefined
    const { pulls: name, number } = spin
    return {
      move: (steps, factor) => this.ask({ name, number, steps, factor }),
      end: () => this.letGo("end"),
      cancel: () => this.letGo("cancel"),
    }
  }

  ask(pull) {
    this.pull = pull
    document.dispatchEvent(new CustomEvent("graphlab:hand", { detail: { ...pull, act: "move" } }))
  }

  key(event) {
    const spin = event.target.closest("[data-pulls]")
    const steps = keySteps(event)
    const beside = { ArrowLeft: -1, ArrowRight: 1 }[event.key]
    if (!spin || !(steps || beside)) return
    event.preventDefault()
    if (beside) {
      const all = [...spin.closest("table").querySelectorAll("[data-pulls]")]
      return all[all.indexOf(spin) + beside]?.focus()
    }
    const { pulls: name, number } = spin.dataset
    const factor = factorOf(event)
    const held = this.pull ?? { name, number, steps: 0 }
    this.ask({ ...held, steps: held.steps + steps, factor })
  }

  letGo(act) {
    if (!this.pull) return
    document.dispatchEvent(new CustomEvent("graphlab:hand", { detail: { ...this.pull, act } }))
    this.pull = undefined
    for (const one of this.board.root.querySelectorAll("[data-was]")) delete one.dataset.was
    if (act === "cancel") this.board.draw(this.board.data.matrices)
  }

  follow(matrices) {
    const keys = matrices?.map(({ key }) => key).join()
    if (keys && keys === this.board.data.matrices.map(({ key }) => key).join()) this.board.draw(matrices)
  }

  destroy() {
    document.removeEventListener("graphlab:pull answered", this.follows)
  }
}
