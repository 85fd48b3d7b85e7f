// A drawing that Python made as SVG. In front of it stands picture.js.

const places = new WeakMap()

export default function ({ parentElement: parent, data }) {
  if (!places.has(parent)) {
    const place = document.createElement("div")
    parent.append(place)
    places.set(parent, place)
  }
  const place = places.get(parent)
  const drawn = data.svg && readSvg(data.svg)
  place.replaceChildren(...(drawn ? [drawn] : []))
  return () => {
    place.remove()
    places.delete(parent)
  }
}
