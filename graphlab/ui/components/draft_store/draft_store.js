// Keeps a text in this tab of the browser, where a reload of the page and a restart of the server find it again.

const PLACE = "graphlab draft"

class Keeper {
  update({ data: { text, begun }, setTriggerValue }) {
    try {
      const kept = sessionStorage.getItem(PLACE)
      if (text || begun) sessionStorage.setItem(PLACE, text)
      else if (kept) setTriggerValue("found", kept)
    } catch {
      // A browser that keeps nothing: the address still holds what it can.
    }
  }

  destroy() {}
}

export default mounted(Keeper)
