// A button that copies a text shown above it, or else the address of the page as it is now.

class Copier {
  constructor(parent) {
    this.button = make("button", { type: "button" })
    this.status = make("span", { role: "status" })
    this.text = make("pre", { tabindex: "0" })
    this.root = make("div", { class: "copy" }, this.text, this.button, this.status)
    parent.append(this.root)
    this.button.addEventListener("click", () => this.copy())
  }

  update({ data }) {
    this.words = data.words
    this.button.textContent = data.words.copy
    this.button.disabled = Boolean(data.disabled)
    this.text.hidden = data.text === undefined
    this.text.textContent = data.text ?? ""
  }

  async copy() {
    const done = await copied(this.text.hidden ? location.href : this.text.textContent)
    this.status.textContent = done ? this.words.copied : this.words.refused
    clearTimeout(this.clock)
    this.clock = setTimeout(() => (this.status.textContent = ""), 4000)
  }

  destroy() {
    clearTimeout(this.clock)
    this.root.remove()
  }
}

// The clipboard is open to safe addresses only; elsewhere, as in a classroom's own network, a field is copied.
async function copied(text) {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    const field = make("textarea", { readonly: "", style: "position: fixed; opacity: 0" })
    field.value = text
    document.body.append(field)
    field.select()
    const done = document.execCommand("copy")
    field.remove()
    return done
  }
}

export default mounted(Copier)
