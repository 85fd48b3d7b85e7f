// Takes answers from the instrument to Python, and grades back to it. It shows nothing.

class Judge {
  constructor() {
    this.take = ({ detail }) => this.setState("answer", { ...detail, sent: Date.now() })
    document.addEventListener("graphlab:answer", this.take)
  }

  update({ data, setStateValue }) {
    this.setState = setStateValue
    document.dispatchEvent(new CustomEvent("graphlab:graded", { detail: data }))
  }

  destroy() {
    document.removeEventListener("graphlab:answer", this.take)
  }
}

export default mounted(Judge)
