// Sentences and formulas that Python made as HTML and escaped. What could act is left out all the same.

const PARTS = /^(?:p|div|span|b|i|em|strong|code|br|math|semantics|annotation|m[a-z]+)$/

// The elements of a text.
function readMarkup(text) {
  const { body } = new DOMParser().parseFromString(text, "text/html")
  for (const one of [...body.querySelectorAll("*")]) {
    if (!PARTS.test(one.localName)) one.remove()
    for (const { name } of [...one.attributes]) if (/^on|href|src/i.test(name)) one.removeAttribute(name)
  }
  return [...document.importNode(body, true).childNodes]
}
