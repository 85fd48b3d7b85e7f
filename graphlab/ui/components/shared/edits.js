// What the learner does is asked of Python, one edit at a time: the next one is sent when the answer to the last is
// there. Python alone knows whether an edit is possible; it answers with the whole draft.

const PATIENCE_MS = 5_000

class Asks {
  constructor() {
    this.queue = []
    this.number = 0
  }

  // Runs with every answer; `data.done` is the number of the edit that was answered last.
  update(data, tell) {
    this.data = data
    this.tell = tell
    this.number = Math.max(this.number, data.done)
    if (this.waiting && data.done >= this.waiting.number) this.answered()
    this.next()
  }

  ask(wish) {
    this.queue.push(wish)
    this.next()
  }

  next() {
    if (this.waiting || !this.queue.length) return
    this.number += 1
    this.waiting = { ...this.queue.shift(), number: this.number }
    this.send()
  }

  // Without an answer the connection was lost, and perhaps the edit with it; Python does a number only once.
  send() {
    this.timer = setTimeout(() => this.send(), PATIENCE_MS)
    this.tell("edit", { ...this.waiting, sent: Date.now() })
  }

  answered() {
    clearTimeout(this.timer)
    const { kind, name } = this.waiting
    // What was typed meanwhile still means the node by its old name.
    if (kind === "rename" && this.data.focus && !this.data.note) this.renamed(name, this.data.focus)
    this.last = this.waiting
    this.waiting = null
  }

  renamed(old, name) {
    const swap = one => (one === old ? name : one)
    this.queue = this.queue.map(wish =>
      Object.fromEntries(
        Object.entries(wish).map(([key, value]) => {
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
