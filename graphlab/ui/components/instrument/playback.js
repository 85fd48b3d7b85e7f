// Playing: one step after another by itself, at the chosen speed.

const STEP_MS = 1400 // time to read one step at 1×
const SPEEDS = [0.5, 1, 2, 4]

class Playback {
  constructor(instrument) {
    this.instrument = instrument
    this.speed = 1
  }

  get playing() {
    return this.timer !== undefined
  }

  start() {
    const { instrument } = this
    if (instrument.asking.holds()) return
    if (instrument.step === instrument.last) instrument.go(0)
    clearInterval(this.timer)
    this.timer = setInterval(() => {
      instrument.next()
      if (instrument.step === instrument.last) this.stop()
    }, STEP_MS / this.speed)
    instrument.bar.show()
  }

  stop() {
    clearInterval(this.timer)
    this.timer = undefined
    this.instrument.bar.show()
  }

  toggle() {
    this.playing ? this.stop() : this.start()
  }

  setSpeed(speed) {
    this.speed = speed
    if (this.playing) this.start()
  }
}
