// Where a page was just opened, the first address that only adds to its own takes its place in the history. What Python
// writes once more, because a message came with an older address, is no entry either, and neither is a step. After a
// step back or forward, what still comes of the page that was left makes no entry and leads nowhere.
//
// Streamlit writes what the next page puts into the address before it writes the path of that page: an address becomes
// an entry only when no path follows it.

const FOLLOWED_MS = 1000

function unstepped(address) {
  const url = new URL(address)
  url.searchParams.delete("step")
  return url.href
}

class PageHistory {
  constructor() {
    if (history.pushState.name === "pushOrComplete") return // once for each document
    const push = history.pushState.bind(history)
    let opened = true
    let traversed = false
    let pending = null

    function settle() {
      if (pending?.entry) {
        const { href } = location
        history.replaceState(history.state, "", pending.before)
        push(history.state, "", href)
      }
      forget()
    }

    function forget() {
      clearTimeout(pending?.timer)
      pending = null
    }

    addEventListener("popstate", () => {
      opened = traversed = true
      forget()
    })
    for (const kind of ["click", "keydown"]) {
      const act = () => {
        traversed = false
        settle()
      }
      addEventListener(kind, act, { capture: true })
    }

    history.pushState = function pushOrComplete(state, title, address) {
      const next = new URL(address, location.href)
      if (next.pathname !== location.pathname) {
        if (traversed) return
        if (pending) history.replaceState(history.state, "", pending.before)
        forget()
        push(state, title, address)
        opened = true
        return
      }
      settle()
      const known = [...new URLSearchParams(location.search)]
      const adds = known.every(([name, value]) => next.searchParams.get(name) === value)
      const same = unstepped(next.href) === unstepped(location.href)
      pending = { before: location.href, entry: !same && !traversed && !(opened && adds) }
      pending.timer = setTimeout(settle, FOLLOWED_MS)
      history.replaceState(state, title, address)
      opened = false
    }
  }

  update() {}

  destroy() {}
}

export default mounted(PageHistory)
