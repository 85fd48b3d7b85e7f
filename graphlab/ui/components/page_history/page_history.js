// Where a page was just opened, the first address that only adds to its own takes its place in the history. What Python
// writes once more, because a message came with an older address, is no entry either, and neither is a step.

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
    addEventListener("popstate", () => (opened = true))
    history.pushState = function pushOrComplete(state, title, address) {
      const next = new URL(address, location.href)
      const leaves = next.pathname !== location.pathname
      const known = [...new URLSearchParams(location.search)]
      const adds = known.every(([name, value]) => next.searchParams.get(name) === value)
      const same = unstepped(next.href) === unstepped(location.href)
      if (same || (opened && adds && !leaves)) history.replaceState(state, title, address)
      else push(state, title, address)
      opened = leaves
    }
  }

  update() {}

  destroy() {}
}

export default mounted(PageHistory)
