// Steps through the picture and what is said of it. In front of it stands positions.js.

const showMarks = positions(document.querySelector("figure"))
const timeline = document.querySelector("input")
const button = document.querySelector("[data-act=play]")
const [words, chart] = document.querySelectorAll("section > div")
const [texts, charts] = ["words", "chart"].map(name => document.querySelectorAll(`template.${name}`))
const code = document.querySelector("pre")
const last = data.says.length - 1
let at = data.at
let playing = null

function show(position) {
  at = Math.min(Math.max(position, 0), last)
  showMarks(at)
  timeline.value = at
  timeline.setAttribute("aria-valuetext", data.counts[at])
  document.querySelector("output").textContent = data.counts[at]
  document.querySelector("[aria-live]").textContent = data.says[at]
  put(texts[at], words)
  put(charts[data.charts[at]], chart)
  words.parentElement.scrollTop = 0
  light()
  if (at === last) pause()
}

function put(template, place) {
  place.replaceChildren(...(template ? [template.content.cloneNode(true)] : []))
}

// Lights the lines of the position, and has the code show them; the page itself stays where it is.
function light() {
  for (const line of code.children) line.classList.toggle("lit", Number(line.dataset.step) === at)
  const lit = code.querySelector(".lit")
  if (lit) code.scrollTop = lit.offsetTop - code.offsetTop - (code.clientHeight - lit.clientHeight) / 2
  else code.scrollTop = 0
}

function pause() {
  clearInterval(playing)
  playing = null
  button.textContent = data.play[0]
}

function play() {
  if (playing) return pause()
  if (at === last) show(0)
  playing = setInterval(() => show(at + 1), 900)
  button.textContent = data.play[1]
}

const acts = {
  first: () => show(0),
  back: () => show(at - 1),
  play,
  next: () => show(at + 1),
  last: () => show(last),
}
const keys = { Home: "first", ArrowLeft: "back", " ": "play", ArrowRight: "next", End: "last" }

for (const one of document.querySelectorAll("button")) one.addEventListener("click", () => acts[one.dataset.act]())
timeline.addEventListener("input", () => show(Number(timeline.value)))
document.addEventListener("keydown", event => {
  const act = keys[event.key]
  // A focused button is pressed by the space bar already.
  if (!act || event.ctrlKey || event.metaKey || event.altKey || (event.key === " " && event.target.closest("button"))) return
  event.preventDefault()
  acts[act]()
})
show(at)
