// A drawing made by Python as SVG. It is read as XML, so nothing in it can be anything but shapes and texts;
// what could act (scripts, links, handlers) is left out all the same.

const SHAPES = new Set(["svg", "g", "path", "circle", "rect", "line", "text", "tspan", "title", "desc", "clipPath", "defs"])

const places = new WeakMap()

function harmless(element) {
  for (const one of [...element.querySelectorAll("*")]) if (!SHAPES.has(one.localName)) one.remove()
  for (const one of [element, ...element.querySelectorAll("*")]) {
    for (const { name } of [...one.attributes]) if (/^on|href/i.test(name)) one.removeAttribute(name)
  }
  return element
}

export default function ({ parentElement: parent, data }) {
  if (!places.has(parent)) {
    const place = document.createElement("div")
    parent.append(place)
    places.set(parent, place)
  }
  const place = places.get(parent)
  const drawn = data.svg && new DOMParser().parseFromString(data.svg, "image/svg+xml").documentElement
  place.replaceChildren(...(drawn?.localName === "svg" ? [harmless(document.importNode(drawn, true))] : []))
  return () => {
    place.remove()
    places.delete(parent)
  }
}
