// What has been typed and not yet checked, kept in this tab: a reload of the page, or of the server, finds it again.

const TYPED = "graphlab typed"
const MOST_TYPED = 20 // exercises

class Typed {
  constructor() {
    try {
      this.texts = new Map(JSON.parse(sessionStorage.getItem(TYPED) ?? "[]"))
    } catch {
      this.texts = new Map()
    }
  }

  of(rev) {
    return this.texts.get(rev) ?? {}
  }

  // A text of undefined has been checked.
  put(rev, id, text) {
    const texts = { ...this.of(rev), [id]: text }
    this.texts.delete(rev)
    this.texts.set(rev, texts)
    if (this.texts.size > MOST_TYPED) this.texts.delete(this.texts.keys().next().value)
    try {
      sessionStorage.setItem(TYPED, JSON.stringify([...this.texts]))
    } catch {
      // A browser that keeps nothing.
    }
  }
}
