// The buttons of a page in groups, in components too, and twenty quick clicks on those of one group.
// LEAVING lists the beginnings of keys of buttons that leave the page, download or open the system's file dialog.

const keysOf = one => {
  const names = []
  for (let at = one; at; at = at.parentElement ?? at.getRootNode().host) {
    const key = [...(at.classList ?? [])].find(name => name.startsWith("st-key-"))
    if (key) names.push(key.slice("st-key-".length).replace(/-\d+$/, ""))
  }
  return names
}
const BUTTONS = "button, [role=radio], [role=switch], [role=tab]"
const all = root => [...root.querySelectorAll("*")].flatMap(one =>
  [...(one.matches(BUTTONS) ? [one] : []), ...(one.shadowRoot ? all(one.shadowRoot) : [])])
const OUTSIDE = ["stHeader", "stToolbar", "stElementToolbar", "stFileUploader", "stDownloadButton"]
  .map(name => `[data-testid=${name}]`).join(", ")
const usable = one =>
  one.getClientRects().length && !one.disabled && !one.closest(OUTSIDE) && one.dataset.act !== "present" &&
  !keysOf(one).some(key => LEAVING.some(name => key.startsWith(name)))
const groupOf = one => {
  const role = one.getAttribute("role") ?? ""
  if (role === "tab") return "tabs"
  const key = (keysOf(one)[0] ?? "").replace(/^language-.*/, "language")
  return [key, one.getRootNode() === document ? "" : "component", role].filter(Boolean).join(" ")
}
const labelOf = one => (one.getAttribute("aria-label") ?? one.textContent).trim()
const standsAt = one =>
  one.checked ?? (one.getAttribute("aria-checked") ?? one.getAttribute("aria-selected")) === "true"

window.groupsOfButtons = () => Object.groupBy(all(document).filter(usable), groupOf)
window.standing = group => (groupsOfButtons()[group] ?? []).map(one => [labelOf(one), standsAt(one)])

// Clicks `times` times, each time on the next of the given places in the group, as far as there is a button then.
window.press = (group, places, times, ms) => new Promise(done => {
  const pressed = []
  let i = 0
  const timer = setInterval(() => {
    const found = groupsOfButtons()[group] ?? []
    const one = found[places[i % places.length] % Math.max(found.length, 1)]
    if (one) {
      pressed.push([labelOf(one), one.getAttribute("role") ?? "", standsAt(one)])
      one.click()
    }
    if (++i < times) return
    clearInterval(timer)
    done(pressed)
  }, ms)
})

window.failures = []
new MutationObserver(() => {
  const text = document.querySelector("[data-testid=stException]")?.innerText
  if (text && window.failures.at(-1) !== text) window.failures.push(text)
}).observe(document, { subtree: true, childList: true })
addEventListener("error", event => window.failures.push(String(event.message)))
