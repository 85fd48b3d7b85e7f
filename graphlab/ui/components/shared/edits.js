// Edits of the draft, sent to Python one at a time: the next one when the last has been answered. Python alone decides
// whether an edit is possible; it answers with the whole draft.

const PATIENCE_MS = 5_000

class Edits {
  constructor() {
    this.queue = []
    this.number = 0
  }

  // Runs with every answer; `data.done` is the number of the edit that was answered last.
  update(data, setState) {
    this.data = data
    this.setState = setState
    this.number = Math.max(this.number, data.done)
    if (this.waiting && data.done >= this.waiting.number) this.answered()
    this.next()
  }

  request(edit) {
    this.queue.push(edit)
    this.next()
  }

  next() {
    if (this.waiting || !this.queue.length) return
    this.number += 1
    this.waiting = { ...this.queue.shift(), number: this.number }
    this.send()
  }

  // Without an answer the connection was lost, and perhaps the edit with it; Python does a number only once. If its
  // session was lost too, the next one takes only what is sent to it.
  send() {
    this.timer = setTimeout(() => this.send(), PATIENCE_MS)
    this.setState("edit", { ...this.waiting, session: this.data.session, sent: Date.now() })
  }

  answered() {
    clearTimeout(this.timer)
    const { kind, name } = this.waiting
    // Edits that were queued meanwhile still name the node as it was.
    if (kind === "rename" && this.data.focus && !this.data.note) this.renamed(name, this.data.focus)
    this.last = this.waiting
    this.waiting = null
  }

  renamed(old, name) {
    const swap = one => (one === old ? name : one)
    this.queue = this.queue.map(edit =>
      Object.fromEntries(
        Object.entries(edit).map(([key, value]) => {
          if (key === "name" || key === "source") return [key, swap(value)]
          return [key, Array.isArray(value) ? value.map(swap) : value]
        }),
      ),
    )
  }

  stop() {
    clearTimeout(this.timer)
  }
}
