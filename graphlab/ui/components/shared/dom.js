// Elements without markup: whatever comes from a learner only ever becomes text.

function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value)
  element.append(...children)
  return element
}

// What stands between backticks is a name or a piece of the language.
function withCode(sentence) {
  return sentence.split("`").map((part, i) => (i % 2 ? make("code", {}, part) : part))
}

// The same for SVG.
function makeDrawn(tag, attributes = {}, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag)
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value)
  element.append(...children)
  return element
}

function makeIcon(path) {
  return makeDrawn("svg", { viewBox: "0 0 24 24", "aria-hidden": "true" }, makeDrawn("path", { d: path }))
}

const reducedMotion = () => matchMedia("(prefers-reduced-motion: reduce)").matches

// What Streamlit calls whenever data or theme change: there is one `Part` for each place on the page.
function mounted(Part) {
  const parts = new WeakMap()
  return component => {
    const parent = component.parentElement
    if (!parts.has(parent)) parts.set(parent, new Part(parent))
    parts.get(parent).update(component)
    return () => {
      parts.get(parent)?.destroy()
      parts.delete(parent)
    }
  }
}
