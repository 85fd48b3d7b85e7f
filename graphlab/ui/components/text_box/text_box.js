// The learner's own text. What is being typed belongs to the browser: Python replaces it only with a new `rev`.

const REPORT_MS = 300

class Source {
  constructor(parent) {
    // The label lies around the text, which needs no id and so cannot clash with a second box.
    this.name = make("span", { class: "name" })
    const plain = { spellcheck: "false", autocapitalize: "off", autocomplete: "off", wrap: "off" }
    this.text = make("textarea", { rows: "3", ...plain })
    this.chips = make("div", { class: "chips", role: "group" })
    this.status = make("div", { class: "status", role: "status", id: "status" })
    this.text.setAttribute("aria-describedby", "status")
    this.root = make("div", { class: "source" }, make("label", {}, this.name, this.text), this.status, this.chips)
    parent.append(this.root)
    this.text.oninput = () => this.typed()
    this.text.onblur = () => this.send()
    this.text.onkeydown = event => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) this.send()
    }
    // A click on a chip must not take the focus, and with it the cursor, out of the text.
    this.chips.onpointerdown = event => event.preventDefault()
    this.chips.onclick = event => this.insert(event.target.closest("button")?.value)
  }

  update({ data, setStateValue }) {
    this.setState = setStateValue
    if (data.rev !== this.data?.rev) {
      clearTimeout(this.timer)
      this.text.value = this.reported = data.text
    }
    const ops = JSON.stringify(data.ops)
    if (ops !== this.ops) this.chips.replaceChildren(...data.ops.map(([value, label]) => this.chip(value, label)))
    this.ops = ops
    this.data = data
    this.name.textContent = data.words.label
    this.chips.setAttribute("aria-label", data.words.ops)
    this.grow()
    this.report()
  }

  chip(value, label) {
    return make("button", { type: "button", value, title: value }, label)
  }

  grow() {
    const lines = this.text.value.split("\n").length
    this.text.rows = Math.min(Math.max(lines, 3), 16)
  }

  typed() {
    this.grow()
    clearTimeout(this.timer)
    this.timer = setTimeout(() => this.send(), REPORT_MS)
  }

  send() {
    clearTimeout(this.timer)
    if (this.text.value === this.reported) return
    this.reported = this.text.value
    this.setState("text", { value: this.reported, rev: this.data.rev })
  }

  insert(value) {
    if (value === undefined) return
    this.text.focus()
    const { selectionStart: start, selectionEnd: end } = this.text
    const chosen = this.text.value.slice(start, end)
    const open = value.indexOf("(") + 1
    // What is selected becomes the argument: x marked, exp() chosen, exp(x) written.
    const written = open && chosen ? value.slice(0, open) + chosen + value.slice(open) : value
    this.text.setRangeText(written, start, end, "end")
    if (open && !chosen) this.text.selectionEnd = this.text.selectionStart = start + open
    this.typed()
  }

  report() {
    const { error, words } = this.data
    this.text.setAttribute("aria-invalid", String(Boolean(error)))
    this.status.classList.toggle("error", Boolean(error))
    if (!error) return this.status.replaceChildren(make("p", {}, words.ok))
    const parts = [make("p", {}, ...withCode(error.message))]
    if (error.hint) parts.push(make("p", { class: "hint" }, ...withCode(error.hint)))
    if (error.line) parts.unshift(this.place(error))
    this.status.replaceChildren(...parts)
  }

  // The line as Python read it, and a caret for the eye under the column. What stands before the caret is the
  // line's own beginning, unseen, so that the place is right for letters of any width.
  place({ line, column }) {
    const written = this.data.text.split("\n")[line - 1] ?? ""
    const before = make("span", { class: "unseen" }, written.slice(0, Math.max(column - 1, 0)))
    return make("pre", { "aria-hidden": "true" }, `${written}\n`, before, make("span", { class: "caret" }, "^"))
  }

  destroy() {
    clearTimeout(this.timer)
    this.root.remove()
  }
}

export default mounted(Source)
