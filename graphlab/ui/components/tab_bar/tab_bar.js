// A row of tabs. The browser owns which one is open until Python, with a new `rev`, opens another.

class TabBar {
  constructor(parent) {
    this.root = make("div", { class: "tabs", role: "tablist" })
    this.root.onkeydown = event => this.key(event)
    parent.append(this.root)
  }

  update({ data, setStateValue }) {
    this.setState = setStateValue
    const known = data.tabs.some(([id]) => id === this.open)
    if (data.rev !== this.rev || !known) this.open = data.open
    this.rev = data.rev
    const drawn = JSON.stringify(data.tabs)
    if (drawn !== this.drawn) this.draw(data.tabs)
    this.drawn = drawn
    this.show()
  }

  draw(tabs) {
    const inside = this.root.contains(this.root.getRootNode().activeElement)
    this.root.replaceChildren(...tabs.map(([id, title]) => this.tab(id, title)))
    if (inside) this.current.focus()
  }

  tab(id, title) {
    const tab = make("button", { type: "button", role: "tab", "data-id": id }, title)
    tab.onclick = () => this.choose(tab)
    return tab
  }

  get current() {
    return [...this.root.children].find(tab => tab.dataset.id === this.open)
  }

  choose(tab) {
    if (tab.dataset.id === this.open) return
    this.open = tab.dataset.id
    this.show()
    this.setState("open", { value: this.open, rev: this.rev })
  }

  show() {
    for (const tab of this.root.children) {
      const open = tab.dataset.id === this.open
      tab.setAttribute("aria-selected", String(open))
      tab.tabIndex = open ? 0 : -1
    }
  }

  // One stop for the Tab key; the arrow keys move along the row, and open what they come to.
  key(event) {
    const tabs = [...this.root.children]
    const at = tabs.indexOf(this.current)
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[event.key]
    if (to === undefined) return
    event.preventDefault()
    const tab = tabs[(to + tabs.length) % tabs.length]
    this.choose(tab)
    tab.focus()
  }

  destroy() {
    this.root.remove()
  }
}

export default mounted(TabBar)
