// A mark of a picture that comes or goes says at which positions it is visible: "2-5 7-7".

function positions(picture) {
  const marks = [...picture.querySelectorAll("[data-at]")].map(mark => [
    mark,
    mark.dataset.at.split(" ").map(range => range.split("-").map(Number)),
  ])
  return at => {
    for (const [mark, ranges] of marks)
      mark.style.display = ranges.some(([first, last]) => first <= at && at <= last) ? "inline" : "none"
  }
}
