// Keeps a text in this tab of the browser, or for all tabs: a reload of the page, or of the server, finds it again.

class Keeper {
  update({ data: { text, place, known, lasting }, setTriggerValue }) {
    try {
      const storage = lasting ? localStorage : sessionStorage
      const kept = storage.getItem(place) ?? ""
      // Another tab has written: Python brings both together before anything is overwritten.
      const foreign = lasting && kept !== this.seen
      const unknown = known || text ? foreign : true
      this.seen = kept
      if (kept && kept !== text && unknown) return setTriggerValue("found", kept)
      if (known || text) storage.setItem(place, (this.seen = text))
    } catch {
      // A browser that keeps nothing: the address still holds what it can.
    }
  }

  destroy() {}
}

export default mounted(Keeper)
