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

function makeIcon(path) {
  const name = "http://www.w3.org/2000/svg"
  const svg = document.createElementNS(name, "svg")
  const shape = document.createElementNS(name, "path")
  svg.setAttribute("viewBox", "0 0 24 24")
  svg.setAttribute("aria-hidden", "true")
  shape.setAttribute("d", path)
  svg.append(shape)
  return svg
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
