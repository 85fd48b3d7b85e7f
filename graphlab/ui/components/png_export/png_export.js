// Makes bitmaps of the picture: one PNG, a PNG of every step in one zip file, or an animated PNG, and saves them.

const HOLD = 900

class Raster {
  constructor(parent) {
    this.root = make("p", { class: "raster", role: "status" })
    parent.append(this.root)
  }

  async update({ data }) {
    if (data.job === this.job) return
    this.job = data.job
    this.root.textContent = data.words.working
    try {
      save(await made(data), data.name)
      this.root.textContent = data.words.ready
    } catch {
      this.root.textContent = data.words.broken
    }
  }

  destroy() {
    this.root.remove()
  }
}

async function made({ svg, kind, at, last, width }) {
  if (kind === "png") return png(svg, at, width)
  const pictures = []
  for (let step = 0; step <= last; step++) pictures.push(new Uint8Array(await (await png(svg, step, width)).arrayBuffer()))
  if (kind === "apng") return new Blob(animated(pictures), { type: "image/apng" })
  return new Blob(zipped(pictures.map((bytes, i) => [`step-${String(i).padStart(3, "0")}.png`, bytes])), { type: "application/zip" })
}

function save(blob, name) {
  const link = make("a", { href: URL.createObjectURL(blob), download: name })
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 60000)
}

async function png(svg, at, width) {
  const root = new DOMParser().parseFromString(svg, "image/svg+xml").documentElement
  positions(root)(at)
  const height = Math.round((width * Number(root.getAttribute("height"))) / Number(root.getAttribute("width")))
  root.setAttribute("width", width)
  root.setAttribute("height", height)
  const url = URL.createObjectURL(new Blob([new XMLSerializer().serializeToString(root)], { type: "image/svg+xml" }))
  try {
    const image = new Image()
    image.src = url
    await image.decode()
    const canvas = make("canvas", { width, height })
    canvas.getContext("2d").drawImage(image, 0, 0, width, height)
    return await new Promise((done, failed) => canvas.toBlob(blob => (blob ? done(blob) : failed(new Error("no picture")))))
  } finally {
    URL.revokeObjectURL(url)
  }
}

const CRC = Uint32Array.from({ length: 256 }, (_, n) => {
  for (let k = 0; k < 8; k++) n = n & 1 ? 0xedb88320 ^ (n >>> 1) : n >>> 1
  return n
})

function crc(bytes) {
  let sum = -1
  for (const byte of bytes) sum = CRC[(sum ^ byte) & 255] ^ (sum >>> 8)
  return ~sum >>> 0
}

function numbers(layout, ...values) {
  const view = new DataView(new ArrayBuffer(layout.reduce((sum, size) => sum + Math.abs(size), 0)))
  let at = 0
  layout.forEach((size, i) => {
    const write = { 1: "setUint8", 2: "setUint16", 4: "setUint32" }[Math.abs(size)]
    // A negative size is one whose low byte comes first.
    view[write](at, values[i], size < 0)
    at += Math.abs(size)
  })
  return new Uint8Array(view.buffer)
}

function joined(...parts) {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  parts.reduce((at, part) => (whole.set(part, at), at + part.length), 0)
  return whole
}

function chunk(type, body) {
  const named = joined(new TextEncoder().encode(type), body)
  return joined(numbers([4], body.length), named, numbers([4], crc(named)))
}

function chunks(picture) {
  const found = []
  for (let at = 8; at < picture.length; ) {
    const size = new DataView(picture.buffer, picture.byteOffset + at).getUint32(0)
    found.push([new TextDecoder().decode(picture.subarray(at + 4, at + 8)), picture.subarray(at + 8, at + 8 + size)])
    at += size + 12
  }
  return found
}

// A PNG whose first picture every program shows; those that know of animation show the others after it.
function animated(pictures) {
  const every = pictures.map(chunks)
  const head = every[0].find(([type]) => type === "IHDR")[1]
  const [width, height] = [0, 4].map(at => new DataView(head.buffer, head.byteOffset).getUint32(at))
  const parts = [pictures[0].subarray(0, 8), chunk("IHDR", head), chunk("acTL", numbers([4, 4], pictures.length, 0))]
  let order = 0
  every.forEach((found, i) => {
    const hold = i === every.length - 1 ? 4 * HOLD : HOLD
    parts.push(chunk("fcTL", numbers([4, 4, 4, 4, 4, 2, 2, 1, 1], order++, width, height, 0, 0, hold, 1000, 0, 0)))
    for (const [type, body] of found)
      if (type === "IDAT") parts.push(i ? chunk("fdAT", joined(numbers([4], order++), body)) : chunk("IDAT", body))
  })
  return [...parts, chunk("IEND", new Uint8Array())]
}

// A zip file whose contents are not packed: pictures are small already.
function zipped(files) {
  const parts = []
  const list = []
  let at = 0
  for (const [name, bytes] of files) {
    const title = new TextEncoder().encode(name)
    const about = numbers([-2, -2, -2, -2, -2, -4, -4, -4, -2, -2], 20, 0, 0, 0, 33, crc(bytes), bytes.length, bytes.length, title.length, 0)
    const local = joined(numbers([-4], 0x04034b50), about, title, bytes)
    list.push(joined(numbers([-4, -2], 0x02014b50, 20), about, numbers([-2, -2, -2, -4, -4], 0, 0, 0, 0, at), title))
    parts.push(local)
    at += local.length
  }
  const index = joined(...list)
  return [...parts, index, numbers([-4, -2, -2, -2, -2, -4, -4, -2], 0x06054b50, 0, 0, files.length, files.length, index.length, at, 0)]
}

export default mounted(Raster)
