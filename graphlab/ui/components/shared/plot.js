// plotly.js itself, the theme, and the plotly figure at one position.
// Python puts this text in front of a component's own, so there is neither a bundler nor a second request.

function loadScript(url) {
  return new Promise((done, fail) => {
    const tag = document.createElement("script")
    tag.src = url
    tag.onload = () => {
      tag.remove()
      // An unknown address is answered with a page instead of a 404, so having been loaded proves nothing.
      window.Plotly ? done(window.Plotly) : fail(new Error(url))
    }
    tag.onerror = () => {
      tag.remove()
      fail(new Error(url))
    }
    document.head.append(tag)
  })
}

// One promise for the page: several components may ask at once. A failure is forgotten, so that retrying works.
function loadPlotly(file) {
  if (window.Plotly) return Promise.resolve(window.Plotly)
  const url = base => new URL(base + file, document.baseURI).href
  window.graphlabPlotly ??= loadScript(url(""))
    // "/explorer/" with a slash at its end lies one folder deeper than "/explorer".
    .catch(() => loadScript(url("../")))
    .catch(error => {
      window.graphlabPlotly = undefined
      throw error
    })
  return window.graphlabPlotly
}

function isDark(element) {
  const probe = document.createElement("span")
  probe.style.cssText = "display:none;background:var(--st-background-color)"
  element.append(probe)
  const [red, green, blue] = (getComputedStyle(probe).backgroundColor.match(/[\d.]+/g) ?? [255, 255, 255]).map(Number)
  probe.remove()
  return 0.299 * red + 0.587 * green + 0.114 * blue < 128
}

// Colours stand in strings and in markup inside strings; one pass, so that no colour is swapped twice.
function swapColours(text, swap) {
  const colours = Object.keys(swap).sort((a, b) => b.length - a.length)
  if (!colours.length) return text
  const pattern = new RegExp(colours.map(colour => colour.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|"), "g")
  return text.replace(pattern, colour => swap[colour])
}

// The figure's own colours for the style sheet, as custom properties: --value, --gradient …
function paint(element, colours, swap, dark) {
  for (const [role, colour] of Object.entries(colours)) {
    element.style.setProperty(`--${role}`, dark ? swap[colour] ?? colour : colour)
  }
}

function readFigure(text, swap, dark) {
  const figure = JSON.parse(dark ? swapColours(text, swap) : text)
  figure.pictures = new Map()
  // Plotly must not take the drag: the box scrolls, and on touch the page has to scroll under the finger.
  for (const [name, value] of Object.entries(figure.layout)) {
    if (/^[xy]axis\d*$/.test(name)) figure.layout[name] = { ...value, fixedrange: true }
  }
  // The page's own background shows through, whatever theme the app is given.
  const clear = "rgba(0,0,0,0)"
  Object.assign(figure.layout, { dragmode: false, autosize: false, paper_bgcolor: clear, plot_bgcolor: clear })
  return figure
}

const isPlain = value => value !== null && typeof value === "object" && !Array.isArray(value)

function merged(base, part) {
  const whole = { ...base }
  for (const [name, value] of Object.entries(part)) {
    whole[name] = isPlain(value) && isPlain(base[name]) ? merged(base[name], value) : value
  }
  return whole
}

// The traces of one position. What a frame does not touch stays the same object, which plotly then skips;
// the result is kept, so that stepping to and fro costs the drawing only.
function pictureAt(figure, position) {
  const kept = figure.pictures.get(position)
  if (kept) return kept
  const data = [...figure.data]
  const frame = (figure.frames ?? [])[position]
  frame?.data.forEach((part, i) => {
    const trace = frame.traces ? frame.traces[i] : i
    // A number stands for so many of the trace's points.
    const y = typeof part.y === "number" ? { y: data[trace].y.slice(0, part.y) } : {}
    data[trace] = merged(data[trace], { ...part, ...y })
  })
  figure.pictures.set(position, data)
  return data
}

// Given again at each drawing: plotly takes missing settings for changed ones and builds the picture anew.
const SETTINGS = { displayModeBar: false, doubleClick: false, showTips: false, responsive: false }
