// Passes on to Python what is asked while a number is pulled, and the answer to whoever has asked.

class Pulled {
  constructor(parent) {
    this.root = make("span", { hidden: "" })
    parent.append(this.root)
    this.asked = ({ detail }) => this.ask?.(detail)
    document.addEventListener("graphlab:pull", this.asked)
  }

  update({ data, setTriggerValue }) {
    this.ask = detail => setTriggerValue("pull", detail)
    const { answer } = data
    if (!answer || answer.number === this.answered) return
    this.answered = answer.number
    document.dispatchEvent(new CustomEvent("graphlab:pulled", { detail: answer }))
  }

  destroy() {
    document.removeEventListener("graphlab:pull", this.asked)
    this.root.remove()
  }
}

export default mounted(Pulled)
