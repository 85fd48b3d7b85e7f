// Passes on to Python what is asked on the page, and the answer to whoever has asked.

class Exchange {
  constructor() {
    this.gone = new AbortController()
  }

  update({ data: { name, answer }, setTriggerValue }) {
    this.ask = detail => setTriggerValue("asked", detail)
    if (!this.name) {
      const { signal } = this.gone
      document.addEventListener(`graphlab:${name}`, ({ detail }) => this.ask(detail), { signal })
    }
    this.name = name
    if (!answer || answer.number === this.answered) return
    this.answered = answer.number
    document.dispatchEvent(new CustomEvent(`graphlab:${name} answered`, { detail: answer }))
  }

  destroy() {
    this.gone.abort()
  }
}

export default mounted(Exchange)
