// Where a page was just opened, the first address that only adds to its own takes its place in the history. What Python
// writes once more, because a message came with an older address, is no entry either, and neither is a step. After a
// step back or forward, what still comes of the page that was left makes no entry and leads nowhere.
//
// Streamlit writes what the next page puts into the address before it writes the path of that page: an address that a
// path follows at once is none of the page that is left.

function unstepped(address) {
  const url = new URL(address)
  url.searchParams.delete("step")
  return url.href
}

function keepHistory() {
  if (history.pushState.name === "pushOrComplete") return // once for each document
  const push = history.pushState.bind(history)
  let opened = true
  let traversed = false
  let last = null // what was written since the learner last did something, which a path may follow

  addEventListener("popstate", () => {
    opened = traversed = true
    last = null
  })
  for (const kind of ["click", "keydown"]) addEventListener(kind, () => ((traversed = false), (last = null)), { capture: true })

  function leave(...entry) {
    if (last?.pushed) return history.replaceState(...entry)
    if (last) history.replaceState(history.state, "", last.before)
    return push(...entry)
  }

  history.pushState = function pushOrComplete(state, title, address) {
    const next = new URL(address, location.href)
    if (next.pathname !== location.pathname) {
      if (traversed) return
      leave(state, title, address)
      opened = true
      last = null
      return
    }
    const known = [...new URLSearchParams(location.search)]
    const adds = known.every(([name, value]) => next.searchParams.get(name) === value)
    const same = unstepped(next.href) === unstepped(location.href)
    const pushed = !same && !traversed && !(opened && adds)
    last = { before: location.href, pushed }
    if (pushed) push(state, title, address)
    else history.replaceState(state, title, address)
    opened = false
  }
}
