// The position in the address of the page. The browser writes it: Python does not see that at its next run and hears of
// the position after a rest; what Python writes meanwhile may hold an older one, which is put right here.

const WRITE_MS = 400 // browsers refuse to write the address much more often

class StepAddress {
  constructor(instrument) {
    this.instrument = instrument
    this.last = -WRITE_MS
    this.path = location.pathname
    this.onEntry = ({ navigationType }) => navigationType !== "traverse" && this.restore()
    this.onBack = () => this.follow()
    window.navigation?.addEventListener("currententrychange", this.onEntry)
    addEventListener("popstate", this.onBack)
  }

  // Whether the address speaks of what the instrument shows; it cannot hold a text that is too long.
  get mine() {
    const { data } = this.instrument
    if (typeof data?.address !== "string" || location.pathname !== this.path) return false
    const query = new URLSearchParams(location.search)
    return query.has("z") || (data.address ? query.get("figure") === data.address : query.has("text"))
  }

  get written() {
    const found = /[?&]step=(\d+)/.exec(location.search)
    return found && Number(found[1])
  }

  write() {
    clearTimeout(this.timer)
    const wait = this.last + WRITE_MS - performance.now()
    if (wait > 0) this.timer = setTimeout(() => this.put(), wait)
    else this.put()
  }

  put() {
    const { step, gone } = this.instrument
    if (gone.signal.aborted || !this.mine || this.written === step) return
    this.last = performance.now()
    const { search, pathname, hash } = location
    const query =
      this.written === null ? `${search}${search ? "&" : "?"}step=${step}` : search.replace(/([?&]step=)\d+/, `$1${step}`)
    history.replaceState(history.state, "", pathname + query + hash)
  }

  // Python has written the address. A packed one holds a position that cannot be read here.
  restore() {
    const { step, reported } = this.instrument
    if (this.written === null ? step !== reported : this.written !== step) this.put()
  }

  // Back and forward among the positions of one figure: Python takes the address of another one by itself.
  follow() {
    if (!this.instrument.figure || !this.mine || this.written === null) return
    const { instrument } = this
    instrument.pause()
    instrument.move(Math.min(this.written, instrument.last)) // it has been shown before
  }

  destroy() {
    clearTimeout(this.timer)
    window.navigation?.removeEventListener("currententrychange", this.onEntry)
    removeEventListener("popstate", this.onBack)
  }
}
