// Playing: one step after another by itself, at the chosen speed.

const STEP_MS = 1400 // time to read one step at 1×
const SPEEDS = [0.5, 1, 2, 4]

class Playback {
  constructor(stepper) {
    this.stepper = stepper
    this.speed = 1
  }

  get playing() {
    return this.timer !== undefined
  }

  start() {
    const { stepper } = this
    if (stepper.step === stepper.last) stepper.go(0)
    clearInterval(this.timer)
    this.timer = setInterval(() => {
      stepper.go(stepper.step + 1)
      if (stepper.step === stepper.last) this.stop()
    }, STEP_MS / this.speed)
    stepper.bar.show()
  }

  stop() {
    clearInterval(this.timer)
    this.timer = undefined
    this.stepper.bar.show()
  }

  toggle() {
    this.playing ? this.stop() : this.start()
  }

  setSpeed(speed) {
    this.speed = speed
    if (this.playing) this.start()
  }
}
