// A file that another page will need, fetched while nothing else happens; not where the visitor saves data.

function fetchAhead(file) {
  const href = new URL(file, document.baseURI).href
  const { saveData, effectiveType = "4g" } = navigator.connection ?? {}
  if (saveData || effectiveType !== "4g") return
  const idle = window.requestIdleCallback ?? (act => setTimeout(act, 2000))
  idle(() => {
    // The browser gives a link like this the lowest priority, and keeps what it has fetched.
    if (!document.head.querySelector(`link[href="${href}"]`)) document.head.append(make("link", { rel: "prefetch", href }))
  })
}
